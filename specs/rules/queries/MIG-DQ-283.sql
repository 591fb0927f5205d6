-- 籍: 宛名番号, 年度:number, 学年:number
-- 簿 = 017/*: 宛名番号, 履歴番号:number, 生=生年月日:date
-- 猶予 = 017/*: 宛名番号, 猶予免除連番
WITH 最新 AS (
  SELECT 宛名番号, 生 FROM 簿
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 籍._row FROM 籍 JOIN 最新 ON 籍.宛名番号 = 最新.宛名番号
ANTI JOIN 猶予 ON 籍.宛名番号 = 猶予.宛名番号
WHERE 籍.学年 BETWEEN 1 AND 9
  AND 籍.学年 <> 籍.年度 - extract(year FROM 最新.生 - INTERVAL 1 DAY - INTERVAL 3 MONTH) - 6
