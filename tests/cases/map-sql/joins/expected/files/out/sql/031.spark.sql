-- 031@2023-09-29 の対応表を Spark SQL の SQL にしたものです。本ツールが作りました。

-- 住登外者宛名基本情報 ← T_ATENA（本人）
-- 値ごとの変換表（異なる入力値ごとに 1 行）を先に作ります:
-- mig_conv1_1（input, output, reason）: lpad(NO, 15, '0')
-- mig_conv1_2（input, output, reason）: zenkaku(NAME)
-- mig_conv1_3（input, output, reason）: code(SEX, 'seibetsu')
-- mig_conv1_4（input, output, reason）: wareki_date(BIRTH)
-- mig_conv1_5（input, output, reason）: fusho_hyoki(BIRTH)
-- mig_conv1_6（input, output, reason）: zenkaku(住所.CHOAZA)
-- mig_conv1_7（input, output, reason）: wareki_date(YMD)
-- mig_conv1_8（input, output, reason）: hms_time(HMS)
-- mig_conv1_9（input, output, reason）: wareki_date(SHOJO)
WITH base AS (
  SELECT
    s.`BIRTH`,
    s.`HMS`,
    s.`HORYU`,
    s.`NAME`,
    s.`NO`,
    s.`SEX`,
    s.`SHOJO`,
    s.`USR`,
    s.`YMD`,
    j0.`CHOAZA` AS `住所.CHOAZA`,
    CASE WHEN j0.mig_n IS NULL THEN '0' WHEN j0.mig_n = 1 THEN '1' ELSE '2' END AS `§住所`
  FROM `T_ATENA` s
  LEFT JOIN (
    SELECT t.*,
      COUNT(*) OVER (PARTITION BY NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`JUSHO_CD`, '')), '')) AS mig_n,
      ROW_NUMBER() OVER (PARTITION BY NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`JUSHO_CD`, '')), '') ORDER BY `JUSHO_CD`) AS mig_one
    FROM (
      SELECT t.*
      FROM (
        SELECT t.*,
          CASE WHEN CASE WHEN TRANSLATE(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), ''), '123456789', '000000000') IN ('0000-00-00', '0000/00/00', '0000-00/00', '0000/00-00') THEN LPAD(REPLACE(REPLACE(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), ''), '-', ''), '/', ''), 60, '0') WHEN REPLACE(TRANSLATE(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), ''), '123456789', '000000000'), '0', '') = '' AND LENGTH(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), '')) <= 60 THEN LPAD(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), ''), 60, '0') END IS NULL THEN 1 ELSE RANK() OVER (PARTITION BY NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`JUSHO_CD`, '')), '') ORDER BY CASE WHEN TRANSLATE(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), ''), '123456789', '000000000') IN ('0000-00-00', '0000/00/00', '0000-00/00', '0000/00-00') THEN LPAD(REPLACE(REPLACE(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), ''), '-', ''), '/', ''), 60, '0') WHEN REPLACE(TRANSLATE(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), ''), '123456789', '000000000'), '0', '') = '' AND LENGTH(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), '')) <= 60 THEN LPAD(NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`REV`, '')), ''), 60, '0') END DESC NULLS LAST) END AS mig_rank
        FROM (SELECT t.* FROM `T_JUSHO` t) t
      ) t WHERE mig_rank = 1
    ) t
  ) j0 ON j0.mig_one = 1 AND NULLIF(TRIM(BOTH ' 　' FROM s.`JUSHO_CD`), '') = NULLIF(TRIM(BOTH ' 　' FROM j0.`JUSHO_CD`), '')
),
converted AS (
  SELECT b.*, c1.`output` AS `output_1`, c1.`reason` AS `reason_1`, c2.`output` AS `output_2`, c2.`reason` AS `reason_2`, c3.`output` AS `output_3`, c3.`reason` AS `reason_3`, c4.`output` AS `output_4`, c4.`reason` AS `reason_4`, c5.`output` AS `output_5`, c5.`reason` AS `reason_5`, c6.`output` AS `output_6`, c6.`reason` AS `reason_6`, c7.`output` AS `output_7`, c7.`reason` AS `reason_7`, c8.`output` AS `output_8`, c8.`reason` AS `reason_8`, c9.`output` AS `output_9`, c9.`reason` AS `reason_9`
  FROM base b
  LEFT JOIN `mig_conv1_1` c1 ON c1.`input` = NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`NO`, '')), '')
  LEFT JOIN `mig_conv1_2` c2 ON c2.`input` = NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`NAME`, '')), '')
  LEFT JOIN `mig_conv1_3` c3 ON c3.`input` = NULLIF(`SEX`, '')
  LEFT JOIN `mig_conv1_4` c4 ON c4.`input` = NULLIF(`BIRTH`, '')
  LEFT JOIN `mig_conv1_5` c5 ON c5.`input` = NULLIF(`BIRTH`, '')
  LEFT JOIN `mig_conv1_6` c6 ON c6.`input` = NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`住所.CHOAZA`, '')), '')
  LEFT JOIN `mig_conv1_7` c7 ON c7.`input` = NULLIF(`YMD`, '')
  LEFT JOIN `mig_conv1_8` c8 ON c8.`input` = NULLIF(`HMS`, '')
  LEFT JOIN `mig_conv1_9` c9 ON c9.`input` = NULLIF(`SHOJO`, '')
),
judged AS (
  SELECT r.*,
    CASE
      WHEN (`output_9` < '1967-04-01' AND NOT `output_9` IS NULL) THEN '除票の保存年限'
      WHEN (COALESCE(NULLIF(`HORYU`, ''), '') = '1') THEN '確認待ち'
      WHEN (COALESCE(NULLIF(`§住所`, ''), '') = '2') THEN '住所 に当たる行が複数'
    END AS mig_rule
  FROM converted r
),
kept AS (
  SELECT r.* FROM judged r WHERE mig_rule IS NULL
)
SELECT
  CASE WHEN `reason_1` IS NULL THEN `output_1` END AS `宛名番号`,
  NULL AS `個人番号`,
  CASE WHEN `reason_2` IS NULL THEN `output_2` END AS `氏名`,
  NULL AS `氏_日本人`,
  NULL AS `名_日本人`,
  NULL AS `氏名_外国人アルファベット`,
  NULL AS `氏名_外国人漢字`,
  NULL AS `氏名_読み仮名`,
  NULL AS `氏_日本人_読み仮名`,
  NULL AS `名_日本人_読み仮名`,
  CASE WHEN `reason_3` IS NULL THEN `output_3` END AS `性別`,
  CASE WHEN `reason_4` IS NULL THEN `output_4` END AS `生年月日`,
  CASE WHEN `reason_5` IS NULL THEN `output_5` END AS `生年月日_不詳表記`,
  NULL AS `住所_市区町村コード`,
  NULL AS `住所_町字コード`,
  NULL AS `住所_都道府県`,
  NULL AS `住所_市区郡町村名`,
  CASE WHEN `reason_6` IS NULL THEN `output_6` END AS `住所_町字`,
  NULL AS `住所_番地号表記`,
  NULL AS `住所_方書`,
  NULL AS `住所_方書_フリガナ`,
  NULL AS `住所_郵便番号`,
  '010' AS `業務ID`,
  NULL AS `独自施策システム等ID`,
  '0' AS `代表宛名フラグ`,
  NULL AS `名寄せ先宛名番号`,
  NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`USR`, '')), '') AS `操作者ID`,
  CASE WHEN `reason_7` IS NULL THEN `output_7` END AS `操作年月日`,
  CASE WHEN `reason_8` IS NULL THEN `output_8` END AS `操作時刻`
FROM kept r
WHERE CASE WHEN `reason_1` IS NULL THEN `output_1` END IS NOT NULL;

-- 住登外者宛名基本情報 ← T_ATENA（代理人）
-- 値ごとの変換表（異なる入力値ごとに 1 行）を先に作ります:
-- mig_conv2_1（input, output, reason）: lpad(NO, 14, '0')
-- mig_conv2_2（input, output, reason）: zenkaku(AGENT)
-- mig_conv2_3（input, output, reason）: wareki_date(YMD)
-- mig_conv2_4（input, output, reason）: hms_time(HMS)
-- mig_conv2_5（input, output, reason）: wareki_date(SHOJO)
WITH base AS (
  SELECT
    s.`AGENT`,
    s.`HMS`,
    s.`NO`,
    s.`SHOJO`,
    s.`USR`,
    s.`YMD`
  FROM `T_ATENA` s
),
converted AS (
  SELECT b.*, c1.`output` AS `output_1`, c1.`reason` AS `reason_1`, c2.`output` AS `output_2`, c2.`reason` AS `reason_2`, c3.`output` AS `output_3`, c3.`reason` AS `reason_3`, c4.`output` AS `output_4`, c4.`reason` AS `reason_4`, c5.`output` AS `output_5`, c5.`reason` AS `reason_5`
  FROM base b
  LEFT JOIN `mig_conv2_1` c1 ON c1.`input` = NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`NO`, '')), '')
  LEFT JOIN `mig_conv2_2` c2 ON c2.`input` = NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`AGENT`, '')), '')
  LEFT JOIN `mig_conv2_3` c3 ON c3.`input` = NULLIF(`YMD`, '')
  LEFT JOIN `mig_conv2_4` c4 ON c4.`input` = NULLIF(`HMS`, '')
  LEFT JOIN `mig_conv2_5` c5 ON c5.`input` = NULLIF(`SHOJO`, '')
),
judged AS (
  SELECT r.*,
    CASE
      WHEN (`output_5` < '1967-04-01' AND NOT `output_5` IS NULL) THEN '除票の保存年限'
      WHEN (NULLIF(`AGENT`, '') IS NULL) THEN '代理人なし'
    END AS mig_rule
  FROM converted r
),
kept AS (
  SELECT r.* FROM judged r WHERE mig_rule IS NULL
)
SELECT
  CASE WHEN `reason_1` IS NULL THEN CASE WHEN CONCAT(COALESCE(`output_1`, '')) <> '' THEN NULLIF(CONCAT('8', COALESCE(`output_1`, '')), '') END END AS `宛名番号`,
  NULL AS `個人番号`,
  CASE WHEN `reason_2` IS NULL THEN `output_2` END AS `氏名`,
  NULL AS `氏_日本人`,
  NULL AS `名_日本人`,
  NULL AS `氏名_外国人アルファベット`,
  NULL AS `氏名_外国人漢字`,
  NULL AS `氏名_読み仮名`,
  NULL AS `氏_日本人_読み仮名`,
  NULL AS `名_日本人_読み仮名`,
  NULL AS `性別`,
  NULL AS `生年月日`,
  NULL AS `生年月日_不詳表記`,
  NULL AS `住所_市区町村コード`,
  NULL AS `住所_町字コード`,
  NULL AS `住所_都道府県`,
  NULL AS `住所_市区郡町村名`,
  NULL AS `住所_町字`,
  NULL AS `住所_番地号表記`,
  NULL AS `住所_方書`,
  NULL AS `住所_方書_フリガナ`,
  NULL AS `住所_郵便番号`,
  '010' AS `業務ID`,
  NULL AS `独自施策システム等ID`,
  '0' AS `代表宛名フラグ`,
  NULL AS `名寄せ先宛名番号`,
  NULLIF(TRIM(BOTH ' 　' FROM NULLIF(`USR`, '')), '') AS `操作者ID`,
  CASE WHEN `reason_3` IS NULL THEN `output_3` END AS `操作年月日`,
  CASE WHEN `reason_4` IS NULL THEN `output_4` END AS `操作時刻`
FROM kept r
WHERE CASE WHEN `reason_1` IS NULL THEN CASE WHEN CONCAT(COALESCE(`output_1`, '')) <> '' THEN NULLIF(CONCAT('8', COALESCE(`output_1`, '')), '') END END IS NOT NULL;
