-- $p1 = datetime.date(2026, 3, 1)
-- $p2 = datetime.date(2026, 3, 31)
-- $p3 = datetime.date(2026, 4, 1)
-- $p4 = 7
SELECT
  SUM("n3") AS v0,
  SUM("n4") AS v1
FROM (
  SELECT
    s1."n1" AS "n1",
    s1."n3" AS "n3",
    CAST(NULL AS BIGINT) AS "n4",
    CAST(NULL AS BIGINT) AS "n5"
  FROM (
    SELECT
      "c1" - (
        CAST(ISODOW("c1") AS INT) - 1
      ) AS "n1",
      "c3" AS "n3",
      LOWER(TRIM("c2")) AS "n2"
    FROM READ_PARQUET($object_1)
    WHERE
      "c1" >= $p1 AND "c1" <= $p2
  ) AS s1
  SEMI JOIN (
    SELECT
      CAST("c1" AS DATE) - (
        CAST(ISODOW(CAST("c1" AS DATE)) AS INT) - 1
      ) AS "n1",
      LOWER(TRIM("c2")) AS "n2"
    FROM READ_PARQUET($object_2)
    WHERE
      (
        "c1" >= $p1 AND "c1" < $p3
      ) AND "c4" > $p4
  ) AS s2
    USING ("n1", "n2")
  UNION ALL
  SELECT
    s2."n1" AS "n1",
    CAST(NULL AS DOUBLE) AS "n3",
    s2."n4" AS "n4",
    s2."n5" AS "n5"
  FROM (
    SELECT
      CAST("c1" AS DATE) - (
        CAST(ISODOW(CAST("c1" AS DATE)) AS INT) - 1
      ) AS "n1",
      "c3" AS "n4",
      "c4" AS "n5",
      LOWER(TRIM("c2")) AS "n2"
    FROM READ_PARQUET($object_2)
    WHERE
      (
        "c1" >= $p1 AND "c1" < $p3
      ) AND "c4" > $p4
  ) AS s2
  SEMI JOIN (
    SELECT
      "c1" - (
        CAST(ISODOW("c1") AS INT) - 1
      ) AS "n1",
      LOWER(TRIM("c2")) AS "n2"
    FROM READ_PARQUET($object_1)
    WHERE
      "c1" >= $p1 AND "c1" <= $p2
  ) AS s1
    USING ("n1", "n2")
) AS blend
LIMIT 50000;
