-- 申: 宛名番号, 開始=事業年度開始年月日:date
-- 法 = /法人: 宛名番号, 履歴番号:number, 閉鎖=閉鎖年月日:date
WITH 最新 AS (
  SELECT 宛名番号, 閉鎖 FROM 法 QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 申._row FROM 申 JOIN 最新 ON 申.宛名番号 = 最新.宛名番号 WHERE 申.開始 > 最新.閉鎖
