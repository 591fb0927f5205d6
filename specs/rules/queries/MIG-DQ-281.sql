-- 籍: 宛名番号, 年度:number, 終了=在籍終了年月日
-- 学校 = 017/*: 宛名番号, 就学連番, 区域外=区域外就学フラグ
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態
WITH 最新 AS (
  SELECT 宛名番号, 住民状態 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 在籍 AS (
  SELECT 宛名番号, 終了, _row FROM 籍, 基準 WHERE 年度 = extract(year FROM 基準.日 - INTERVAL 3 MONTH)
)
SELECT 在籍._row FROM 在籍
ANTI JOIN (SELECT 宛名番号 FROM 最新 WHERE 住民状態 IN {在住}) AS 在住者 ON 在籍.宛名番号 = 在住者.宛名番号
ANTI JOIN (SELECT 宛名番号 FROM 学校 WHERE 区域外 IN {区域外}) AS 区域外の人 ON 在籍.宛名番号 = 区域外の人.宛名番号
WHERE 在籍.終了 IS NULL
