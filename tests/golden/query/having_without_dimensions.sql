-- rows
-- $p1 = 100
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
HAVING
  v0 > $p1
LIMIT 50000;
