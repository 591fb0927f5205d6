-- 031@2023-09-29 の対応表を Oracle Database の SQL にしたものです。本ツールが作りました。

-- 住登外者宛名基本情報 ← T_ATENA（本人）
-- 書けないもの: 除票の保存年限 の wareki_date
-- 書けないもの: 氏名 の zenkaku
-- 書けないもの: 生年月日 の wareki_date
-- 書けないもの: 生年月日_不詳表記 の fusho_hyoki
-- 書けないもの: 住所_町字 の zenkaku
-- 書けないもの: 操作年月日 の wareki_date
-- 書けないもの: 操作時刻 の hms_time
WITH base AS (
  SELECT
    s."BIRTH",
    s."HMS",
    s."HORYU",
    s."NAME",
    s."NO",
    s."SEX",
    s."SHOJO",
    s."USR",
    s."YMD",
    j0."CHOAZA" AS "住所.CHOAZA",
    CASE WHEN j0.mig_n IS NULL THEN '0' WHEN j0.mig_n = 1 THEN '1' ELSE '2' END AS "§住所"
  FROM "T_ATENA" s
  LEFT JOIN (
    SELECT t.*,
      COUNT(*) OVER (PARTITION BY LTRIM(RTRIM("JUSHO_CD", ' 　'), ' 　')) AS mig_n,
      ROW_NUMBER() OVER (PARTITION BY LTRIM(RTRIM("JUSHO_CD", ' 　'), ' 　') ORDER BY "JUSHO_CD") AS mig_one
    FROM (
      SELECT t.*
      FROM (
        SELECT t.*,
          RANK() OVER (PARTITION BY LTRIM(RTRIM("JUSHO_CD", ' 　'), ' 　') ORDER BY "REV" DESC) AS mig_rank
        FROM (SELECT t.* FROM "T_JUSHO" t) t
      ) t WHERE mig_rank = 1
    ) t
  ) j0 ON j0.mig_one = 1 AND LTRIM(RTRIM(s."JUSHO_CD", ' 　'), ' 　') = LTRIM(RTRIM(j0."JUSHO_CD", ' 　'), ' 　')
),
judged AS (
  SELECT r.*,
    CASE
      WHEN (NULL /* wareki_date(SHOJO) */ < '1967-04-01' AND NOT NULL /* wareki_date(SHOJO) */ IS NULL) THEN '除票の保存年限'
      WHEN (COALESCE("HORYU", CHR(0)) = '1') THEN '確認待ち'
      WHEN (COALESCE("§住所", CHR(0)) = '2') THEN '住所 に当たる行が複数'
    END AS mig_rule
  FROM base r
),
kept AS (
  SELECT r.* FROM judged r WHERE mig_rule IS NULL
)
SELECT
  CASE WHEN LENGTH(LTRIM(RTRIM("NO", ' 　'), ' 　')) <= 15 THEN LPAD(LTRIM(RTRIM("NO", ' 　'), ' 　'), 15, '0') END AS "宛名番号",
  NULL AS "個人番号",
  NULL /* zenkaku(NAME) */ AS "氏名",
  NULL AS "氏_日本人",
  NULL AS "名_日本人",
  NULL AS "氏名_外国人アルファベット",
  NULL AS "氏名_外国人漢字",
  NULL AS "氏名_読み仮名",
  NULL AS "氏_日本人_読み仮名",
  NULL AS "名_日本人_読み仮名",
  CASE LTRIM(RTRIM("SEX", ' 　'), ' 　') WHEN '1' THEN '1' WHEN '2' THEN '2' WHEN '9' THEN '0' END AS "性別",
  NULL /* wareki_date(BIRTH) */ AS "生年月日",
  NULL /* fusho_hyoki(BIRTH) */ AS "生年月日_不詳表記",
  NULL AS "住所_市区町村コード",
  NULL AS "住所_町字コード",
  NULL AS "住所_都道府県",
  NULL AS "住所_市区郡町村名",
  NULL /* zenkaku(住所.CHOAZA) */ AS "住所_町字",
  NULL AS "住所_番地号表記",
  NULL AS "住所_方書",
  NULL AS "住所_方書_フリガナ",
  NULL AS "住所_郵便番号",
  '010' AS "業務ID",
  NULL AS "独自施策システム等ID",
  '0' AS "代表宛名フラグ",
  NULL AS "名寄せ先宛名番号",
  LTRIM(RTRIM("USR", ' 　'), ' 　') AS "操作者ID",
  NULL /* wareki_date(YMD) */ AS "操作年月日",
  NULL /* hms_time(HMS) */ AS "操作時刻"
FROM kept r
WHERE CASE WHEN LENGTH(LTRIM(RTRIM("NO", ' 　'), ' 　')) <= 15 THEN LPAD(LTRIM(RTRIM("NO", ' 　'), ' 　'), 15, '0') END IS NOT NULL;

-- 住登外者宛名基本情報 ← T_ATENA（代理人）
-- 書けないもの: 除票の保存年限 の wareki_date
-- 書けないもの: 氏名 の zenkaku
-- 書けないもの: 操作年月日 の wareki_date
-- 書けないもの: 操作時刻 の hms_time
WITH base AS (
  SELECT
    s."AGENT",
    s."HMS",
    s."NO",
    s."SHOJO",
    s."USR",
    s."YMD"
  FROM "T_ATENA" s
),
judged AS (
  SELECT r.*,
    CASE
      WHEN (NULL /* wareki_date(SHOJO) */ < '1967-04-01' AND NOT NULL /* wareki_date(SHOJO) */ IS NULL) THEN '除票の保存年限'
      WHEN ("AGENT" IS NULL) THEN '代理人なし'
    END AS mig_rule
  FROM base r
),
kept AS (
  SELECT r.* FROM judged r WHERE mig_rule IS NULL
)
SELECT
  CASE WHEN NOT (CASE WHEN LENGTH(LTRIM(RTRIM("NO", ' 　'), ' 　')) <= 14 THEN LPAD(LTRIM(RTRIM("NO", ' 　'), ' 　'), 14, '0') END) IS NULL THEN ('8' || CASE WHEN LENGTH(LTRIM(RTRIM("NO", ' 　'), ' 　')) <= 14 THEN LPAD(LTRIM(RTRIM("NO", ' 　'), ' 　'), 14, '0') END) END AS "宛名番号",
  NULL AS "個人番号",
  NULL /* zenkaku(AGENT) */ AS "氏名",
  NULL AS "氏_日本人",
  NULL AS "名_日本人",
  NULL AS "氏名_外国人アルファベット",
  NULL AS "氏名_外国人漢字",
  NULL AS "氏名_読み仮名",
  NULL AS "氏_日本人_読み仮名",
  NULL AS "名_日本人_読み仮名",
  NULL AS "性別",
  NULL AS "生年月日",
  NULL AS "生年月日_不詳表記",
  NULL AS "住所_市区町村コード",
  NULL AS "住所_町字コード",
  NULL AS "住所_都道府県",
  NULL AS "住所_市区郡町村名",
  NULL AS "住所_町字",
  NULL AS "住所_番地号表記",
  NULL AS "住所_方書",
  NULL AS "住所_方書_フリガナ",
  NULL AS "住所_郵便番号",
  '010' AS "業務ID",
  NULL AS "独自施策システム等ID",
  '0' AS "代表宛名フラグ",
  NULL AS "名寄せ先宛名番号",
  LTRIM(RTRIM("USR", ' 　'), ' 　') AS "操作者ID",
  NULL /* wareki_date(YMD) */ AS "操作年月日",
  NULL /* hms_time(HMS) */ AS "操作時刻"
FROM kept r
WHERE CASE WHEN NOT (CASE WHEN LENGTH(LTRIM(RTRIM("NO", ' 　'), ' 　')) <= 14 THEN LPAD(LTRIM(RTRIM("NO", ' 　'), ' 　'), 14, '0') END) IS NULL THEN ('8' || CASE WHEN LENGTH(LTRIM(RTRIM("NO", ' 　'), ' 　')) <= 14 THEN LPAD(LTRIM(RTRIM("NO", ' 　'), ' 　'), 14, '0') END) END IS NOT NULL;
