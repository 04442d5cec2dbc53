-- rows
-- $p1 = 'email'
-- $p2 = 'sms'
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  "c3" IN ($p1, $p2)
LIMIT 50000;
