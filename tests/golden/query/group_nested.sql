-- rows
-- $p1 = 1
-- $p2 = 1.0
SELECT
  SUM("c4") AS v0
FROM READ_PARQUET($object)
WHERE
  (
    (
      "c5" = $p1 AND "c4" = $p2
    ) OR NOT COALESCE((
      "c5" = $p1
    ), FALSE)
  )
LIMIT 50000;
