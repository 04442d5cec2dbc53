-- rows
-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
SELECT
  CAST(DATE_TRUNC('month', TRY_CAST("c1" AS DATE)) AS DATE) AS v0,
  SUM(TRY_CAST("c4" AS DOUBLE)) AS v1
FROM READ_PARQUET($object)
WHERE
  TRY_CAST("c1" AS DATE) >= $p1 AND TRY_CAST("c1" AS DATE) <= $p2
GROUP BY
  1
ORDER BY
  v0 ASC
LIMIT 50000;
