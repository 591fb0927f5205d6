-- 減: 障害者=障害者_宛名番号, 番号=障害者手帳番号, 承認=減免承認フラグ, 取消=取消年月日
-- 帳 = 022/身体障害者手帳 + 022/精神障害者保健福祉手帳 + 022/療育手帳: 宛名番号, 番号=手帳番号
SELECT 減._row FROM 減 ANTI JOIN 帳 ON 減.障害者 = 帳.宛名番号 AND 減.番号 = 帳.番号
WHERE 減.承認 IN {承認} AND 減.取消 IS NULL AND 減.障害者 IS NOT NULL AND 減.番号 IS NOT NULL
