-- 外: 宛名番号, カナ=@, 生=生年月日:date, 性別, 先=名寄せ先宛名番号
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, カナ=氏名_フリガナ, 生=生年月日:date, 性別
WITH 最新 AS (
  SELECT 宛名番号, 住民状態, replace(replace(カナ, '　', ''), ' ', '') AS カナ, 生, 性別 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 住登外 AS (
  SELECT 宛名番号, replace(replace(カナ, '　', ''), ' ', '') AS カナ, 生, 性別, _row FROM 外 WHERE 先 IS NULL
)
SELECT 住登外._row FROM 住登外 JOIN 最新 ON 住登外.カナ = 最新.カナ AND 住登外.生 = 最新.生 AND 住登外.性別 = 最新.性別
WHERE 最新.住民状態 IN {在住} AND 住登外.宛名番号 <> 最新.宛名番号
