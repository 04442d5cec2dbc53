-- rows
WITH kept AS (
  SELECT
    "c3" AS v0,
    SUM("c4") AS v2
  FROM READ_PARQUET($object)
  GROUP BY
    1
  ORDER BY
    v2 DESC,
    v0 ASC
  LIMIT 5
)
SELECT
  "c3" AS v0,
  CAST(DATE_TRUNC('month', "c1") AS DATE) AS v1,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
WHERE
  EXISTS(
    SELECT
      1
    FROM kept
    WHERE
      kept.v0 IS NOT DISTINCT FROM "c3"
  )
GROUP BY
  1,
  2
ORDER BY
  v2 DESC,
  v0 ASC,
  v1 ASC
LIMIT 50000;

-- totals
SELECT
  SUM("c4") AS v2
FROM READ_PARQUET($object);

-- pivot_rows
SELECT
  "c3" AS v0,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v2 DESC,
  v0 ASC
LIMIT 5;

-- pivot_columns
SELECT
  CAST(DATE_TRUNC('month', "c1") AS DATE) AS v1,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v1 ASC
LIMIT 201;
