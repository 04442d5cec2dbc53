-- rows
-- $p1 = 1
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  (
    "c5" IN ($p1) OR "c5" IS NULL
  )
LIMIT 50000;
