-- 共: 年度=課税年度, 区分=資産区分, 物件=物件番号, 連番=共有者連番, 履歴番号:number, 最新フラグ, 代表=共有代表者フラグ, 子=持分_分子:number, 母=持分_分母:number
WITH 最新 AS (
  SELECT 年度, 区分, 物件, 代表, 子, 母, _row FROM 共 WHERE 最新フラグ IN {最新}
  QUALIFY row_number() OVER (PARTITION BY 年度, 区分, 物件, 連番 ORDER BY 履歴番号 DESC) = 1
)
SELECT min(_row) AS _row FROM 最新 GROUP BY 年度, 区分, 物件
HAVING sum(CASE WHEN 代表 IN {代表} THEN 1 ELSE 0 END) <> 1
