-- rows
-- $p1 = 0.0
-- $p2 = 10.0
-- $p3 = 100.0
SELECT
  CASE
    WHEN "c4" IS NULL
    THEN NULL
    WHEN "c4" < $p1
    THEN 0
    WHEN "c4" < $p2
    THEN 1
    WHEN "c4" < $p3
    THEN 2
    ELSE 3
  END AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;
