-- rows
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
SELECT
  "c3" AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;

-- compared_rows
-- $p1 = datetime.date(2025, 3, 1)
-- $p2 = datetime.date(2025, 3, 31)
SELECT
  "c3" AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;
