-- rows
-- $p1 = '^(email|sms)$'
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  REGEXP_MATCHES("c3", $p1)
LIMIT 50000;
