-- 義: 番号=軽自管理番号, 義務者区分, 宛名番号
-- 宛 = 001/* + 031/* + 011/*: 宛名番号
SELECT 義._row FROM 義 ANTI JOIN 宛 ON 義.宛名番号 = 宛.宛名番号 WHERE 義.宛名番号 IS NOT NULL
