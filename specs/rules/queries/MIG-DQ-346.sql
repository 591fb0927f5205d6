-- 児: 認定番号, 児童=対象者_宛名番号, 履歴番号:number, 生=対象者_生年月日:date, 非該当=対象非該当年月日
-- 者 = /受給*: 認定番号, 履歴番号:number, 終了=消滅年月日
WITH 最新児 AS (
  SELECT 認定番号, 生, 非該当, _row FROM 児
  QUALIFY row_number() OVER (PARTITION BY 認定番号, 児童 ORDER BY 履歴番号 DESC) = 1
), 受給 AS (
  SELECT 認定番号, 終了 FROM 者
  QUALIFY row_number() OVER (PARTITION BY 認定番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新児._row FROM 最新児 JOIN 受給 ON 最新児.認定番号 = 受給.認定番号, 基準
WHERE 最新児.非該当 IS NULL AND 受給.終了 IS NULL
  AND extract(year FROM 基準.日 - INTERVAL 3 MONTH) - extract(year FROM (最新児.生 - INTERVAL 1 DAY) - INTERVAL 3 MONTH) NOT BETWEEN 19 AND 22
