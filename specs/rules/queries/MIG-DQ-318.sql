-- 調: 税目=税目コード, 番号=通知書番号, 期別, 宛名番号
-- 宛 = 001/* + 031/* + 011/*: 宛名番号
SELECT 調._row FROM 調 ANTI JOIN 宛 ON 調.宛名番号 = 宛.宛名番号
WHERE 調.宛名番号 IS NOT NULL AND 調.税目 NOT IN {除く}
