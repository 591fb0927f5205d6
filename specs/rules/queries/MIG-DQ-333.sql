-- 認: 区分=認定区分, 父=保育の必要性の事由_父, 母=保育の必要性の事由_母
SELECT _row FROM 認 WHERE 区分 IN {保育} AND 父 IS NULL AND 母 IS NULL
