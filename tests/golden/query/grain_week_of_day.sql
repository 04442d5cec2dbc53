-- rows
SELECT
  "c1" - (
    CAST(ISODOW("c1") AS INT) - 1
  ) AS v0,
  SUM("c4") AS v1
FROM READ_PARQUET($object)
GROUP BY
  1
ORDER BY
  v0 ASC
LIMIT 50000;
