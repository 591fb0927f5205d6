-- 名: 名簿番号, 投票区コード, 履歴番号:number, 抹消=抹消年月日
-- 区 = 005/*: 投票区コード, 開始=有効開始年月日:date, 終了=有効終了年月日:date
WITH 最新 AS (
  SELECT 投票区コード, 抹消, _row FROM 名
  QUALIFY row_number() OVER (PARTITION BY 名簿番号, 投票区コード ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 JOIN 区 ON 最新.投票区コード = 区.投票区コード, 基準
WHERE 最新.抹消 IS NULL AND 区.終了 < 基準.日
