-- rows
SELECT
  ISODOW("c1") AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  (
    v0 + 0
  ) % 7 ASC
LIMIT 50000;
