-- rows
-- $p1 = 1
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  NOT COALESCE((
    "c5" IN ($p1) OR "c5" IS NULL
  ), FALSE)
LIMIT 50000;
