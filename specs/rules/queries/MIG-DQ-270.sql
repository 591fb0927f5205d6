-- 在外: 在外名簿番号, 履歴番号:number, 宛名番号, 表示=表示区分, 抹消=抹消年月日
-- 名 = 006/*: 名簿番号, 投票区コード, 履歴番号:number, 宛名番号, 表示=表示区分, 抹消=抹消年月日
WITH 国内 AS (
  SELECT 宛名番号, 表示, 抹消 FROM 名
  QUALIFY row_number() OVER (PARTITION BY 名簿番号, 投票区コード ORDER BY 履歴番号 DESC) = 1
), 国外 AS (
  SELECT 宛名番号, 表示, 抹消, _row FROM 在外
  QUALIFY row_number() OVER (PARTITION BY 在外名簿番号 ORDER BY 履歴番号 DESC) = 1
)
SELECT 国外._row FROM 国外 JOIN 国内 ON 国外.宛名番号 = 国内.宛名番号
WHERE 国外.抹消 IS NULL AND 国外.表示 IS NULL AND 国内.抹消 IS NULL AND 国内.表示 IS NULL
