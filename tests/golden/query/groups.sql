-- rows
-- $p1 = 'google_ads'
-- $p2 = 'meta'
-- $p3 = 'Paid'
-- $p4 = 'email'
-- $p5 = 'Owned'
SELECT
  CASE
    WHEN "c3" IN ($p1, $p2)
    THEN $p3
    WHEN "c3" IN ($p4) OR "c3" IS NULL
    THEN $p5
    ELSE "c3"
  END AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;
