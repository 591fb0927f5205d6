-- 車: 番号=軽自管理番号, 履歴番号:number, 標識=標識番号, 廃車=廃車年月日
WITH 最新 AS (
  SELECT replace(replace(標識, '　', ''), ' ', '') AS 標識, 廃車, _row FROM 車
  QUALIFY row_number() OVER (PARTITION BY 番号 ORDER BY 履歴番号 DESC) = 1
), 登録中 AS (
  SELECT _row, row_number() OVER (PARTITION BY 標識 ORDER BY _row) AS 順 FROM 最新 WHERE 廃車 IS NULL AND 標識 <> ''
)
SELECT _row FROM 登録中 WHERE 順 > 1
