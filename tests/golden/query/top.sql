-- rows
WITH top0 AS (
  SELECT
    "c3" AS leader,
    SUM("c4") AS led_by
  FROM READ_PARQUET($object)
  GROUP BY
    1
  ORDER BY
    led_by ASC,
    leader ASC
  LIMIT 2
)
SELECT
  "c3" AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
WHERE
  EXISTS(
    SELECT
      1
    FROM top0
    WHERE
      top0.leader IS NOT DISTINCT FROM "c3"
  )
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;
