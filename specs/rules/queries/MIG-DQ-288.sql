-- 支給: 申請番号, 支給連番, 履歴番号:number, 決定=支給決定年月日:date
-- 認定 = 018/*: 申請番号, 結果=認定結果, 認定日=認定年月日:date, 取消=取消年月日:date
WITH 最新 AS (
  SELECT 申請番号, 決定, _row FROM 支給
  QUALIFY row_number() OVER (PARTITION BY 申請番号, 支給連番 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 JOIN 認定 ON 最新.申請番号 = 認定.申請番号
WHERE 認定.結果 IN {否認定} OR 最新.決定 < 認定.認定日 OR 最新.決定 > 認定.取消
