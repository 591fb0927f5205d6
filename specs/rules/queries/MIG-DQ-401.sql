-- 払: 認定番号, 始=支払対象開始年月, 終=支払対象終了年月, 額=@:number, 調整=返納額|内払調整額:number, 最新フラグ
-- 手 = /手当額: 認定番号, 始=支給開始年月, 履歴番号:number, 月額=差引手当月額|手当月額:number
-- 債 = /債権: 認定番号
WITH 手当 AS (
  SELECT 認定番号, 月額, TRY_CAST(substr(始, 1, 4) AS INTEGER) * 12 + TRY_CAST(substr(始, 6, 2) AS INTEGER) AS 始 FROM 手
  QUALIFY row_number() OVER (PARTITION BY 認定番号, 始 ORDER BY 履歴番号 DESC) = 1
), 月額 AS (
  SELECT 認定番号, 月額, 始, coalesce(lead(始) OVER (PARTITION BY 認定番号 ORDER BY 始) - 1, 999999) AS 終 FROM 手当
), 支払 AS (
  SELECT 認定番号, TRY_CAST(substr(始, 1, 4) AS INTEGER) * 12 + TRY_CAST(substr(始, 6, 2) AS INTEGER) AS 始, TRY_CAST(substr(終, 1, 4) AS INTEGER) * 12 + TRY_CAST(substr(終, 6, 2) AS INTEGER) AS 終, 額, coalesce(調整, 0) AS 調整, _row FROM 払 WHERE 最新フラグ IN {最新}
), 期間 AS (
  SELECT 認定番号, 始, 終, sum(額) AS 額, sum(調整) AS 調整, min(_row) AS _row FROM 支払 GROUP BY 認定番号, 始, 終
), 外側 AS (
  SELECT 内.* FROM 期間 AS 内 ANTI JOIN 期間 AS 外 ON 内.認定番号 = 外.認定番号
    AND 外.始 <= 内.始 AND 内.終 <= 外.終 AND 外.終 - 外.始 > 内.終 - 内.始
), 支払計 AS (
  SELECT 外側._row, 外側.認定番号, 外側.始, 外側.終, sum(内.額) AS 額, sum(内.調整) AS 調整
  FROM 外側 JOIN 期間 AS 内 ON 外側.認定番号 = 内.認定番号 AND 外側.始 <= 内.始 AND 内.終 <= 外側.終
  GROUP BY 外側._row, 外側.認定番号, 外側.始, 外側.終
), 比べる AS (
  SELECT 支払計._row, 支払計.認定番号, 支払計.額, 支払計.調整, 支払計.終 - 支払計.始 + 1 AS 月数,
    sum(least(支払計.終, 月額.終) - greatest(支払計.始, 月額.始) + 1) AS 手当のある月数,
    sum((least(支払計.終, 月額.終) - greatest(支払計.始, 月額.始) + 1) * 月額.月額) AS 正しい額
  FROM 支払計 JOIN 月額 ON 支払計.認定番号 = 月額.認定番号 AND 月額.始 <= 支払計.終 AND 支払計.始 <= 月額.終
  GROUP BY 支払計._row, 支払計.認定番号, 支払計.額, 支払計.調整, 支払計.終, 支払計.始
)
SELECT 比べる._row FROM 比べる ANTI JOIN 債 ON 比べる.認定番号 = 債.認定番号
WHERE 比べる.月数 = 比べる.手当のある月数
  AND (比べる.額 > 比べる.正しい額 OR 比べる.額 + 比べる.調整 < 比べる.正しい額)
