-- rows
SELECT
  "c3" AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v0 DESC,
  v1 ASC
LIMIT 5;
