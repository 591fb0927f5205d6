-- 人: 宛名番号, 履歴番号:number, 住民状態, カナ=@, 生=生年月日:date, 性別, 町=住所_町字, 番地=住所_番地号表記
WITH 最新 AS (
  SELECT 住民状態, replace(replace(カナ, '　', ''), ' ', '') AS カナ, 生, 町,
    coalesce(性別, '') AS 性別, coalesce(番地, '') AS 番地, _row
  FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 在住者 AS (
  SELECT * FROM 最新 WHERE 住民状態 IN {在住}
), 組 AS (
  SELECT カナ, 生, 性別, 町, 番地, min(_row) AS 初め FROM 在住者
  WHERE カナ IS NOT NULL AND 生 IS NOT NULL AND 町 IS NOT NULL
  GROUP BY カナ, 生, 性別, 町, 番地 HAVING count(*) > 1
)
SELECT 在住者._row FROM 在住者 JOIN 組 ON 在住者.カナ = 組.カナ AND 在住者.生 = 組.生
  AND 在住者.性別 = 組.性別 AND 在住者.町 = 組.町 AND 在住者.番地 = 組.番地
WHERE 在住者._row > 組.初め
