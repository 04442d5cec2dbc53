-- rows
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2
LIMIT 50000;
