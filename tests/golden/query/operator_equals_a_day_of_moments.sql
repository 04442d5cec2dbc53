-- rows
-- $p1 = datetime.date(2026, 3, 1)
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  CAST("c2" AS DATE) = $p1
LIMIT 50000;
