-- 者: 認定番号, 履歴番号:number, 宛名番号, 有無=配偶者の有無, 区分=受給者区分, 却下=認定却下年月日, 喪失=資格喪失年月日
-- 人 = 001/*: 宛名番号, 履歴番号:number, 世帯番号, 住民状態, 主=世帯主フラグ, 続柄=続柄表記
WITH 受給 AS (
  SELECT 宛名番号, 有無, 区分, 却下, 喪失, _row FROM 者
  QUALIFY row_number() OVER (PARTITION BY 認定番号 ORDER BY 履歴番号 DESC) = 1
), 最新 AS (
  SELECT 宛名番号, 世帯番号, 住民状態, 主, 続柄 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 夫婦 AS (
  SELECT 世帯主.宛名番号 AS 世帯主, 配偶者.宛名番号 AS 配偶者
  FROM 最新 AS 世帯主 JOIN 最新 AS 配偶者 ON 世帯主.世帯番号 = 配偶者.世帯番号
  WHERE 世帯主.主 IN {世帯主} AND 世帯主.住民状態 IN {在住} AND 配偶者.続柄 IN {配偶者} AND 配偶者.住民状態 IN {在住}
), 夫婦の人 AS (
  SELECT 世帯主 AS 宛名番号 FROM 夫婦 UNION SELECT 配偶者 FROM 夫婦
)
SELECT 受給._row FROM 受給 SEMI JOIN 夫婦の人 ON 受給.宛名番号 = 夫婦の人.宛名番号
WHERE 受給.有無 IN {無} AND 受給.区分 IN {父母} AND 受給.却下 IS NULL AND 受給.喪失 IS NULL
