-- 人: 宛名番号, 履歴番号:number, 住民状態, 続柄=続柄表記
WITH 最新 AS (
  SELECT 住民状態, 続柄, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新
WHERE 住民状態 IN {在住} AND regexp_matches(続柄, '祖父|祖母|孫|伯|叔|おじ|おば|甥|姪|おい|めい|いとこ|従兄|従弟|従姉|従妹|[男女]$')
