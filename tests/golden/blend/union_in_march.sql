-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
SELECT
  CASE WHEN COUNT("n4") = 1 THEN MAX("n4") END AS v0
FROM (
  SELECT
    "c1" AS "n1",
    CAST(NULL AS BIGINT) AS "n4"
  FROM READ_PARQUET($object_1)
  UNION ALL
  SELECT
    TRY_CAST("c1" AS DATE) AS "n1",
    "c4" AS "n4"
  FROM READ_PARQUET($object_2)
) AS blend
WHERE
  "n1" >= $p1 AND "n1" <= $p2
LIMIT 50000;
