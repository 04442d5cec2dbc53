-- rows
-- $p1 = 1
-- $p2 = 2.5
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  "c4" BETWEEN $p1 AND $p2
LIMIT 50000;
