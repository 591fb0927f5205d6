-- 人: 宛名番号, 履歴番号:number, 今=住所_市区町村コード, 前=転入前住所_市区町村コード
WITH 最新 AS (
  SELECT 今, 前, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新 WHERE 今 = 前
