-- rows
SELECT
  "c3" AS v0,
  "c1" AS v1,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
GROUP BY
  1,
  2
ORDER BY
  v1 ASC,
  v0 ASC
LIMIT 50000;
