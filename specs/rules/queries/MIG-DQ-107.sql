-- 人: 宛名番号, 履歴番号=履歴番号|被保険者履歴番号|資格履歴番号, 性別, 生年月日=@:date
WITH 二人 AS (
  SELECT 宛名番号, min(_row) AS 最初 FROM 人
  WHERE 宛名番号 IS NOT NULL AND 生年月日 IS NOT NULL AND 性別 IN {男女}
  GROUP BY 宛名番号 HAVING min(生年月日) <> max(生年月日) AND min(性別) <> max(性別)
), 最初の人 AS (
  SELECT 人.宛名番号, 人.生年月日, 人.性別 FROM 人 JOIN 二人 ON 人._row = 二人.最初
)
SELECT min(人._row) AS _row
FROM 人 JOIN 最初の人 ON 人.宛名番号 = 最初の人.宛名番号
WHERE 人.生年月日 <> 最初の人.生年月日 AND 人.性別 IN {男女} AND 人.性別 <> 最初の人.性別
GROUP BY 人.宛名番号
