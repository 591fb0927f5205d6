-- 接: 宛名番号, 連番=接種連番:number, 履歴番号:number, 種類=予防接種の種類, 期=接種期区分, 回数:number, 日=接種年月日:date, 区分=予防接種区分, 製造=製造番号
WITH 最新 AS (
  SELECT 宛名番号, 連番, 種類, coalesce(期, '') AS 期, 回数, 日, 区分, 製造, _row FROM 接
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 連番 ORDER BY 履歴番号 DESC) = 1
), 接種 AS (
  SELECT 宛名番号, 連番, 種類, 期, 回数, CASE WHEN 種類 IN {毎年} THEN extract(year FROM 日 - INTERVAL 3 MONTH) ELSE 0 END AS 年度, _row
  FROM 最新 WHERE 製造 IS NOT NULL AND 回数 IS NOT NULL AND 区分 NOT IN {任意}
), 順番 AS (
  SELECT _row, row_number() OVER (PARTITION BY 宛名番号, 種類, 期, 回数, 年度 ORDER BY 連番, _row) AS 順 FROM 接種
)
SELECT _row FROM 順番 WHERE 順 > 1
