-- 接: 宛名番号, 連番=接種連番:number, 履歴番号:number, 種類=予防接種の種類, 期=接種期区分, 回数:number, 区分=予防接種区分, 日=@:date
WITH 最新 AS (
  SELECT 宛名番号, 種類, coalesce(期, '') AS 期, 回数, 区分, 日, _row FROM 接
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 連番 ORDER BY 履歴番号 DESC) = 1
), 対象 AS (
  SELECT * FROM 最新 WHERE 区分 NOT IN {任意} AND 種類 NOT IN {毎年}
)
SELECT 後._row FROM 対象 AS 後 JOIN 対象 AS 前
  ON 後.宛名番号 = 前.宛名番号 AND 後.種類 = 前.種類 AND 後.期 = 前.期
WHERE 前.回数 < 後.回数 AND 後.日 < 前.日
