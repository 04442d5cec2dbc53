-- rows
SELECT
  "c3" AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;

-- totals
SELECT
  SUM("c4") AS v1
FROM READ_PARQUET($object);
