-- 人: 宛名番号=*宛名番号, 生年月日=@:date
-- 住民 = 001/住民票: 宛名番号, 生年月日:date
WITH 住民の日 AS (
  SELECT DISTINCT 宛名番号, 生年月日 FROM 住民 WHERE 宛名番号 IS NOT NULL AND 生年月日 IS NOT NULL
)
SELECT min(人._row) AS _row
FROM 人
SEMI JOIN 住民の日 AS 居る ON 人.宛名番号 = 居る.宛名番号
ANTI JOIN 住民の日 AS 同じ ON 人.宛名番号 = 同じ.宛名番号 AND 人.生年月日 = 同じ.生年月日
WHERE 人.生年月日 IS NOT NULL
GROUP BY 人.宛名番号
