-- 名: 名簿番号, 投票区コード, 履歴番号:number, 宛名番号, 抹消=抹消年月日
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民種別
WITH 最新 AS (
  SELECT 宛名番号, 住民種別 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 登録 AS (
  SELECT 宛名番号, 抹消, _row FROM 名
  QUALIFY row_number() OVER (PARTITION BY 名簿番号, 投票区コード ORDER BY 履歴番号 DESC) = 1
)
SELECT 登録._row FROM 登録 JOIN 最新 ON 登録.宛名番号 = 最新.宛名番号
WHERE 登録.抹消 IS NULL AND 最新.住民種別 IN {外国人}
