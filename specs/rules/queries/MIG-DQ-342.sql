-- 額: 区分=支給停止区分, 差引=差引手当月額:number, 最新フラグ
SELECT _row FROM 額 WHERE 区分 IN {停止} AND 差引 > 0 AND 最新フラグ IN {最新}
