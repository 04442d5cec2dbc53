-- rows
-- $p1 = 0.0
-- $p2 = 10.0
SELECT
  FLOOR(ROUND((
    "c4" - $p1
  ) / $p2, 9)) AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;
