-- rows
-- $p1 = 1
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  (
    "c4" > $p1 OR "c6" IS NULL
  )
LIMIT 50000;
