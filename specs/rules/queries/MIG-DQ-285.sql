-- 認定: 児童=児童生徒_宛名番号, 結果=認定結果
-- 簿 = 017/*: 宛名番号, 作成=学齢簿作成年月日
SELECT 認定._row FROM 認定 ANTI JOIN 簿 ON 認定.児童 = 簿.宛名番号
WHERE 認定.結果 IN {認定} AND 認定.児童 IS NOT NULL
