SELECT
  COUNT(*) AS v0
FROM (
  SELECT
    1 AS "row"
  FROM READ_PARQUET($object_1)
  UNION ALL
  SELECT
    1 AS "row"
  FROM READ_PARQUET($object_2)
) AS blend
LIMIT 50000;
