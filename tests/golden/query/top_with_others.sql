-- rows
-- $p1 = 'Others'
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
  SUM("c4") AS v1,
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
  3
ORDER BY
  o0 ASC,
  v1 DESC,
  v0 ASC
LIMIT 50000;

-- totals
SELECT
  SUM("c4") AS v1
FROM READ_PARQUET($object);
