-- rows
-- $p1 = 'email'
-- $p2 = "it's"
SELECT
  SUM(CASE WHEN "c3" IN ($p1, $p2) THEN "c4" ELSE 0 END) AS v0
FROM READ_PARQUET($object)
LIMIT 50000;
