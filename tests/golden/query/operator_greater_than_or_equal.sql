-- rows
-- $p1 = 9.5
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  "c4" >= $p1
LIMIT 50000;
