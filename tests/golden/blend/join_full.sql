SELECT
  SUM("n3") AS v0,
  SUM("n4") AS v1
FROM (
  SELECT
    s1."n3" AS "n3",
    CAST(NULL AS BIGINT) AS "n4"
  FROM (
    SELECT
      "c3" AS "n3",
      "c1" - (
        CAST(ISODOW("c1") AS INT) - 1
      ) AS "n1",
      LOWER(TRIM("c2")) AS "n2"
    FROM READ_PARQUET($object_1)
  ) AS s1
  UNION ALL
  SELECT
    CAST(NULL AS DOUBLE) AS "n3",
    s2."n4" AS "n4"
  FROM (
    SELECT
      "c3" AS "n4",
      CAST("c1" AS DATE) - (
        CAST(ISODOW(CAST("c1" AS DATE)) AS INT) - 1
      ) AS "n1",
      LOWER(TRIM("c2")) AS "n2"
    FROM READ_PARQUET($object_2)
  ) AS s2
) AS blend
LIMIT 50000;
