-- rows
-- $p1 = 100
SELECT
  "c3" AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
HAVING
  v1 > $p1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;

-- totals
-- $p1 = 100
WITH kept AS (
  SELECT
    "c3" AS v0,
    SUM("c4") AS v1
  FROM READ_PARQUET($object)
  GROUP BY
    1
  HAVING
    v1 > $p1
)
SELECT
  SUM("c4") AS v1
FROM READ_PARQUET($object)
WHERE
  EXISTS(
    SELECT
      1
    FROM kept
    WHERE
      kept.v0 IS NOT DISTINCT FROM "c3"
  );
