-- rows
-- $p1 = "it's"
-- $p2 = '@who'
SELECT
  SUM(CASE WHEN "c4" > 10 THEN "c4" ELSE 0 END) / NULLIF((
    -0.5e0
  ), 0) AS v0
FROM READ_PARQUET($object)
WHERE
  (
    "c3" IN ($p1, $p2)
  )
LIMIT 50000;
