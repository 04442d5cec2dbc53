-- rows
-- $p1 = ''
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  (
    "c3" IS NULL OR "c3" = $p1
  )
LIMIT 50000;
