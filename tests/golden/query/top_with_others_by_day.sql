-- rows
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
-- $p3 = 0
-- $p4 = 'Others'
WITH top1 AS (
  SELECT
    "c3" AS leader,
    SUM("c4") AS led_by
  FROM READ_PARQUET($object)
  WHERE
    (
      "c1" >= $p1 AND "c1" <= $p2
    ) AND "c5" > $p3
  GROUP BY
    1
  ORDER BY
    led_by DESC,
    leader ASC
  LIMIT 2
)
SELECT
  CAST(DATE_TRUNC('month', "c1") AS DATE) AS v0,
  CASE
    WHEN EXISTS(
      SELECT
        1
      FROM top1
      WHERE
        top1.leader IS NOT DISTINCT FROM "c3"
    )
    THEN "c3"
    ELSE $p4
  END AS v1,
  SUM("c4") AS v2,
  NOT EXISTS(
    SELECT
      1
    FROM top1
    WHERE
      top1.leader IS NOT DISTINCT FROM "c3"
  ) AS o1
FROM READ_PARQUET($object)
WHERE
  (
    "c1" >= $p1 AND "c1" <= $p2
  ) AND "c5" > $p3
GROUP BY
  1,
  2,
  4
ORDER BY
  v0 ASC,
  o1 ASC,
  v1 ASC
LIMIT 50000;

-- compared_rows
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
-- $p3 = 0
-- $p4 = 'Others'
-- $p5 = datetime.date(2026, 1, 29)
-- $p6 = datetime.date(2026, 2, 28)
WITH top1 AS (
  SELECT
    "c3" AS leader,
    SUM("c4") AS led_by
  FROM READ_PARQUET($object)
  WHERE
    (
      "c1" >= $p1 AND "c1" <= $p2
    ) AND "c5" > $p3
  GROUP BY
    1
  ORDER BY
    led_by DESC,
    leader ASC
  LIMIT 2
)
SELECT
  CAST(DATE_TRUNC('month', "c1") AS DATE) AS v0,
  CASE
    WHEN EXISTS(
      SELECT
        1
      FROM top1
      WHERE
        top1.leader IS NOT DISTINCT FROM "c3"
    )
    THEN "c3"
    ELSE $p4
  END AS v1,
  SUM("c4") AS v2,
  NOT EXISTS(
    SELECT
      1
    FROM top1
    WHERE
      top1.leader IS NOT DISTINCT FROM "c3"
  ) AS o1
FROM READ_PARQUET($object)
WHERE
  (
    "c1" >= $p5 AND "c1" <= $p6
  ) AND "c5" > $p3
GROUP BY
  1,
  2,
  4
ORDER BY
  v0 ASC,
  o1 ASC,
  v1 ASC
LIMIT 50000;
