-- rows
-- $p1 = datetime.datetime(2026, 3, 1, 0, 0)
-- $p2 = datetime.datetime(2026, 3, 2, 12, 0)
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  "c2" BETWEEN $p1 AND $p2
LIMIT 50000;
