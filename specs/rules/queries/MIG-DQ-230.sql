-- 宛: 宛名番号, カナ=@, 生=生年月日:date, 性別, 町=住所_町字, 番地=住所_番地号表記, 先=名寄せ先宛名番号
WITH 候補 AS (
  SELECT 宛名番号, replace(replace(カナ, '　', ''), ' ', '') AS カナ, 生, 町,
    coalesce(性別, '') AS 性別, coalesce(番地, '') AS 番地, _row
  FROM 宛 WHERE 先 IS NULL
), 組 AS (
  SELECT カナ, 生, 性別, 町, 番地, min(_row) AS 初め FROM 候補
  WHERE カナ IS NOT NULL AND 生 IS NOT NULL AND 町 IS NOT NULL
  GROUP BY カナ, 生, 性別, 町, 番地 HAVING count(DISTINCT 宛名番号) > 1
)
SELECT 候補._row FROM 候補 JOIN 組 ON 候補.カナ = 組.カナ AND 候補.生 = 組.生 AND 候補.性別 = 組.性別
  AND 候補.町 = 組.町 AND 候補.番地 = 組.番地
WHERE 候補._row > 組.初め
