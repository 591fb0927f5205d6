-- 宛: 宛名番号, 先=@
SELECT 元._row FROM 宛 AS 元 JOIN 宛 AS 相手 ON 元.先 = 相手.宛名番号
WHERE 相手.先 IS NOT NULL
