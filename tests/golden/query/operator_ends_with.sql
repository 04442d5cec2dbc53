-- rows
-- $p1 = 'Ads'
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  ENDS_WITH(LOWER("c3"), LOWER($p1))
LIMIT 50000;
