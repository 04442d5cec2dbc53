-- rows
SELECT
  "c3" AS v0,
  CAST(DATE_TRUNC('month', "c1") AS DATE) AS v1,
  "c6" AS v2,
  SUM("c4") AS v3
FROM READ_PARQUET($object)
GROUP BY
  1,
  2,
  3
ORDER BY
  v1 ASC,
  v0 ASC,
  v2 ASC
LIMIT 50000;

-- subtotals_1
SELECT
  "c3" AS v0,
  SUM("c4") AS v3
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v0 ASC
LIMIT 50000;

-- subtotals_2
SELECT
  "c3" AS v0,
  CAST(DATE_TRUNC('month', "c1") AS DATE) AS v1,
  SUM("c4") AS v3
FROM READ_PARQUET($object)
GROUP BY
  1,
  2
ORDER BY
  v1 ASC,
  v0 ASC
LIMIT 50000;
