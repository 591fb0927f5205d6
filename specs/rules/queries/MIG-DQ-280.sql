-- 人: 宛名番号, 履歴番号:number, 住民種別, 住民状態, 生=生年月日:date
-- 簿 = 017/*: 宛名番号, 作成=学齢簿作成年月日
WITH 最新 AS (
  SELECT 宛名番号, 住民種別, 住民状態, 生, _row FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 子 AS (
  SELECT 宛名番号, _row, extract(year FROM 基準.日 - INTERVAL 3 MONTH) - extract(year FROM 生 - INTERVAL 1 DAY - INTERVAL 3 MONTH) - 6 AS 学年 FROM 最新, 基準
  WHERE 住民種別 IN {日本人} AND 住民状態 IN {在住}
)
SELECT 子._row FROM 子 ANTI JOIN 簿 ON 子.宛名番号 = 簿.宛名番号
WHERE 子.学年 BETWEEN 1 AND 9
