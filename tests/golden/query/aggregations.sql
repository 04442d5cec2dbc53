-- rows
SELECT
  SUM("c4") AS v0,
  AVG("c4") AS v1,
  COUNT("c4") AS v2,
  COUNT(DISTINCT "c4") AS v3,
  MIN("c4") AS v4,
  MAX("c4") AS v5,
  MEDIAN("c4") AS v6
FROM READ_PARQUET($object)
LIMIT 50000;
