-- 家: 年度=課税年度, 区分=課税区分, 滅失=滅失年月日:date, 最新フラグ
SELECT _row FROM 家
WHERE 区分 IN {課税} AND 最新フラグ IN {最新} AND 滅失 < TRY_CAST(年度 || '-01-01' AS DATE)
