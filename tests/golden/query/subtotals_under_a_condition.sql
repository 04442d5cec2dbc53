-- rows
-- $p1 = 'Others'
-- $p2 = 100
WITH top0 AS (
  SELECT
    "c3" AS leader,
    SUM("c4") AS led_by
  FROM READ_PARQUET($object)
  GROUP BY
    1
  ORDER BY
    led_by DESC,
    leader ASC
  LIMIT 2
)
SELECT
  CASE
    WHEN EXISTS(
      SELECT
        1
      FROM top0
      WHERE
        top0.leader IS NOT DISTINCT FROM "c3"
    )
    THEN "c3"
    ELSE $p1
  END AS v0,
  "c6" AS v1,
  SUM("c4") AS v2,
  NOT EXISTS(
    SELECT
      1
    FROM top0
    WHERE
      top0.leader IS NOT DISTINCT FROM "c3"
  ) AS o0
FROM READ_PARQUET($object)
GROUP BY
  1,
  2,
  4
HAVING
  v2 > $p2
ORDER BY
  o0 ASC,
  v2 DESC,
  v0 ASC,
  v1 ASC
LIMIT 50000;

-- subtotals_1
-- $p1 = 'Others'
-- $p2 = 100
WITH top0 AS (
  SELECT
    "c3" AS leader,
    SUM("c4") AS led_by
  FROM READ_PARQUET($object)
  GROUP BY
    1
  ORDER BY
    led_by DESC,
    leader ASC
  LIMIT 2
), kept AS (
  SELECT
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM top0
        WHERE
          top0.leader IS NOT DISTINCT FROM "c3"
      )
      THEN "c3"
      ELSE $p1
    END AS v0,
    "c6" AS v1,
    SUM("c4") AS v2,
    NOT EXISTS(
      SELECT
        1
      FROM top0
      WHERE
        top0.leader IS NOT DISTINCT FROM "c3"
    ) AS o0
  FROM READ_PARQUET($object)
  GROUP BY
    1,
    2,
    4
  HAVING
    v2 > $p2
)
SELECT
  CASE
    WHEN EXISTS(
      SELECT
        1
      FROM top0
      WHERE
        top0.leader IS NOT DISTINCT FROM "c3"
    )
    THEN "c3"
    ELSE $p1
  END AS v0,
  SUM("c4") AS v2,
  NOT EXISTS(
    SELECT
      1
    FROM top0
    WHERE
      top0.leader IS NOT DISTINCT FROM "c3"
  ) AS o0
FROM READ_PARQUET($object)
WHERE
  EXISTS(
    SELECT
      1
    FROM kept
    WHERE
      kept.v0 IS NOT DISTINCT FROM CASE
        WHEN EXISTS(
          SELECT
            1
          FROM top0
          WHERE
            top0.leader IS NOT DISTINCT FROM "c3"
        )
        THEN "c3"
        ELSE $p1
      END
      AND kept.v1 IS NOT DISTINCT FROM "c6"
      AND kept.o0 IS NOT DISTINCT FROM (
        NOT EXISTS(
          SELECT
            1
          FROM top0
          WHERE
            top0.leader IS NOT DISTINCT FROM "c3"
        )
      )
  )
GROUP BY
  1,
  3
ORDER BY
  o0 ASC,
  v2 DESC,
  v0 ASC
LIMIT 50000;
