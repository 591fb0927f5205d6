-- 者: 認定番号, 履歴番号:number, 請求=請求年月日:date, 開始=支給開始年月
WITH 最新 AS (
  SELECT 請求, 開始, _row FROM 者
  QUALIFY row_number() OVER (PARTITION BY 認定番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT _row FROM 最新 WHERE 開始 < substr(CAST(請求 AS VARCHAR), 1, 7) AND 開始 NOT IN {経過}
