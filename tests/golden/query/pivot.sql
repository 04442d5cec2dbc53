-- rows
SELECT
  CAST(DATE_TRUNC('month', "c1") AS DATE) AS v0,
  "c3" AS v1,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
GROUP BY
  1,
  2
ORDER BY
  v0 ASC,
  v1 ASC
LIMIT 50000;

-- totals
SELECT
  SUM("c4") AS v2
FROM READ_PARQUET($object);

-- pivot_rows
SELECT
  CAST(DATE_TRUNC('month', "c1") AS DATE) AS v0,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v0 ASC
LIMIT 50000;

-- pivot_columns
SELECT
  "c3" AS v1,
  SUM("c4") AS v2
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v2 DESC,
  v1 ASC
LIMIT 201;
