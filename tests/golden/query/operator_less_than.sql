-- rows
-- $p1 = datetime.time(9, 30)
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  "c7" < $p1
LIMIT 50000;
