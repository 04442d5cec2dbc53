-- $p1 = "Google's"
-- $p2 = 'Meta'
-- $p3 = 0.9
-- $p4 = datetime.date(2026, 3, 1)
-- $p5 = 0.8
SELECT
  "source" AS v0,
  SUM("n3") AS v1
FROM (
  SELECT
    $p1 AS "source",
    "c3" AS "n3"
  FROM READ_PARQUET($object_1)
  UNION ALL
  SELECT
    $p2 AS "source",
    TRY_CAST("c3" AS DOUBLE) * CASE WHEN TRY_CAST("c1" AS DATE) >= $p4 THEN $p5 ELSE $p3 END AS "n3"
  FROM READ_PARQUET($object_2)
) AS blend
GROUP BY
  1
ORDER BY
  v1 DESC,
  v0 ASC
LIMIT 50000;
