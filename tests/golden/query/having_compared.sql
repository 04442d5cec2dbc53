-- rows
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
-- $p3 = 100
SELECT
  "c3" AS v0,
  "c1" AS v1,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2
GROUP BY
  1,
  2
HAVING
  v2 > $p3
ORDER BY
  v1 ASC,
  v0 ASC
LIMIT 50000;

-- totals
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
-- $p3 = 100
WITH kept AS (
  SELECT
    "c3" AS v0,
    "c1" AS v1,
    SUM("c4") AS v2
  FROM READ_PARQUET($object)
  WHERE
    "c1" >= $p1 AND "c1" <= $p2
  GROUP BY
    1,
    2
  HAVING
    v2 > $p3
)
SELECT
  SUM("c4") AS v2
FROM READ_PARQUET($object)
WHERE
  (
    "c1" >= $p1 AND "c1" <= $p2
  )
  AND EXISTS(
    SELECT
      1
    FROM kept
    WHERE
      kept.v0 IS NOT DISTINCT FROM "c3" AND kept.v1 IS NOT DISTINCT FROM "c1"
  );

-- compared_rows
-- $p1 = datetime.date(2026, 1, 29)
-- $p2 = datetime.date(2026, 2, 28)
SELECT
  "c3" AS v0,
  "c1" AS v1,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
WHERE
  "c1" >= $p1 AND "c1" <= $p2
GROUP BY
  1,
  2
ORDER BY
  v1 ASC,
  v0 ASC
LIMIT 50000;

-- compared_totals
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
-- $p3 = 100
-- $p4 = datetime.date(2026, 1, 29)
-- $p5 = datetime.date(2026, 2, 28)
WITH kept AS (
  SELECT
    "c3" AS v0,
    "c1" AS v1,
    SUM("c4") AS v2
  FROM READ_PARQUET($object)
  WHERE
    "c1" >= $p1 AND "c1" <= $p2
  GROUP BY
    1,
    2
  HAVING
    v2 > $p3
)
SELECT
  SUM("c4") AS v2
FROM READ_PARQUET($object)
WHERE
  (
    "c1" >= $p4 AND "c1" <= $p5
  )
  AND EXISTS(
    SELECT
      1
    FROM kept
    WHERE
      kept.v0 IS NOT DISTINCT FROM "c3"
  );
