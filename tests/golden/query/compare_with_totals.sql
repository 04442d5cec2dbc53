-- rows
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
SELECT
  "c1" - (
    CAST(ISODOW("c1") AS INT) - 1
  ) AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2
GROUP BY
  1
ORDER BY
  v0 ASC
LIMIT 50000;

-- totals
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
SELECT
  SUM("c4") AS v1
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2;

-- compared_rows
-- $p1 = datetime.date(2026, 1, 29)
-- $p2 = datetime.date(2026, 2, 28)
SELECT
  "c1" - (
    CAST(ISODOW("c1") AS INT) - 1
  ) AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2
GROUP BY
  1
ORDER BY
  v0 ASC
LIMIT 50000;

-- compared_totals
-- $p1 = datetime.date(2026, 1, 29)
-- $p2 = datetime.date(2026, 2, 28)
SELECT
  SUM("c4") AS v1
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2;
