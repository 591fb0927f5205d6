-- 020@starter-2026-11 の対応表を DuckDB（本ツールの変換） の SQL にしたものです。本ツールが作りました。

-- 認定台帳 ← NINTEI
-- 値ごとの変換表（異なる入力値ごとに 1 行）を先に作ります:
-- mig_conv1_1（input, output, reason）: lpad(ATENA_NO, 15, '0')
-- mig_conv1_2（input, output, reason）: wareki_date(YMD)
-- mig_conv1_3（input, output, reason）: hms_time(HMS)
WITH base AS (
  SELECT
    s."ATENA_NO",
    s."HMS",
    s."JOTAI",
    s."NINTEI_NO",
    s."USR",
    s."YMD"
  FROM "NINTEI" s
),
converted AS (
  SELECT b.*, c1."output" AS "output_1", c1."reason" AS "reason_1", c2."output" AS "output_2", c2."reason" AS "reason_2", c3."output" AS "output_3", c3."reason" AS "reason_3"
  FROM base b
  LEFT JOIN "mig_conv1_1" c1 ON c1."input" = NULLIF(TRIM(NULLIF("ATENA_NO", ''), ' 　'), '')
  LEFT JOIN "mig_conv1_2" c2 ON c2."input" = NULLIF("YMD", '')
  LEFT JOIN "mig_conv1_3" c3 ON c3."input" = NULLIF("HMS", '')
),
judged AS (
  SELECT r.*,
    CASE
      WHEN (COALESCE(NULLIF("JOTAI", ''), '') = COALESCE('9', '')) THEN '却下'
      WHEN (COALESCE(NULLIF("JOTAI", ''), '') = COALESCE('8', '')) THEN '調査中'
    END AS mig_rule
  FROM converted r
),
kept AS (
  SELECT r.* FROM judged r WHERE mig_rule IS NULL
)
SELECT
  NULLIF(TRIM(NULLIF("NINTEI_NO", ''), ' 　'), '') AS "認定番号",
  CASE WHEN "reason_1" IS NULL THEN "output_1" END AS "宛名番号",
  NULLIF(TRIM(NULLIF("USR", ''), ' 　'), '') AS "操作者ID",
  CASE WHEN "reason_2" IS NULL THEN "output_2" END AS "操作年月日",
  CASE WHEN "reason_3" IS NULL THEN "output_3" END AS "操作時刻"
FROM kept r
WHERE NULLIF(TRIM(NULLIF("NINTEI_NO", ''), ' 　'), '') IS NOT NULL AND "reason_3" IS NULL;

-- 現況届 ← GENKYO
-- 親の行（認定台帳）といっしょに拒否する行は、この SQL では除きません。
-- 値ごとの変換表（異なる入力値ごとに 1 行）を先に作ります:
-- mig_conv2_1（input, output, reason）: wareki_date(TEISHUTSU)
-- mig_conv2_2（input, output, reason）: wareki_date(YMD)
-- mig_conv2_3（input, output, reason）: hms_time(HMS)
WITH base AS (
  SELECT
    s."HMS",
    s."NENDO",
    s."NINTEI_NO",
    s."TEISHUTSU",
    s."USR",
    s."YMD"
  FROM "GENKYO" s
),
converted AS (
  SELECT b.*, c1."output" AS "output_1", c1."reason" AS "reason_1", c2."output" AS "output_2", c2."reason" AS "reason_2", c3."output" AS "output_3", c3."reason" AS "reason_3"
  FROM base b
  LEFT JOIN "mig_conv2_1" c1 ON c1."input" = NULLIF("TEISHUTSU", '')
  LEFT JOIN "mig_conv2_2" c2 ON c2."input" = NULLIF("YMD", '')
  LEFT JOIN "mig_conv2_3" c3 ON c3."input" = NULLIF("HMS", '')
),
judged AS (
  SELECT r.*,
    CAST(NULL AS CHAR(1)) AS mig_rule
  FROM converted r
),
kept AS (
  SELECT r.* FROM judged r WHERE mig_rule IS NULL
)
SELECT
  NULLIF(TRIM(NULLIF("NINTEI_NO", ''), ' 　'), '') AS "認定番号",
  NULLIF(TRIM(NULLIF("NENDO", ''), ' 　'), '') AS "現況年度",
  CASE WHEN "reason_1" IS NULL THEN "output_1" END AS "提出年月日",
  NULL AS "審査結果",
  NULL AS "所得制限判定",
  NULLIF(TRIM(NULLIF("USR", ''), ' 　'), '') AS "操作者ID",
  CASE WHEN "reason_2" IS NULL THEN "output_2" END AS "操作年月日",
  CASE WHEN "reason_3" IS NULL THEN "output_3" END AS "操作時刻"
FROM kept r
WHERE NULLIF(TRIM(NULLIF("NINTEI_NO", ''), ' 　'), '') IS NOT NULL AND NULLIF(TRIM(NULLIF("NENDO", ''), ' 　'), '') IS NOT NULL AND "reason_3" IS NULL;
