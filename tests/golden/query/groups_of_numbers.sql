-- rows
-- $p1 = 1
-- $p2 = 2
-- $p3 = 'few'
SELECT
  CASE WHEN "c5" IN ($p1, $p2) THEN $p3 ELSE CAST("c5" AS TEXT) END AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;
