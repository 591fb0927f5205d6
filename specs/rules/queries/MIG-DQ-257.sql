-- 票: 附票番号, 履歴番号:number, 区分=附票区分, 筆頭者=筆頭者_氏名, 町=本籍_町字, 番地=本籍_番地号表記
-- 基本 = 004/*: 附票番号, 戸籍番号
-- 籍 = 003/*: 戸籍番号, 履歴番号:number, 筆頭者=筆頭者_氏名, 町=本籍_町字, 番地=本籍_番地号表記
WITH 附票 AS (
  SELECT 附票番号, 区分, 筆頭者, 町, 番地, _row FROM 票
  QUALIFY row_number() OVER (PARTITION BY 附票番号 ORDER BY 履歴番号 DESC) = 1
), 戸籍 AS (
  SELECT 戸籍番号, 筆頭者, 町, 番地 FROM 籍
  QUALIFY row_number() OVER (PARTITION BY 戸籍番号 ORDER BY 履歴番号 DESC) = 1
), 対応 AS (
  SELECT DISTINCT 附票番号, 戸籍番号 FROM 基本
)
SELECT 附票._row FROM 附票
JOIN 対応 ON 附票.附票番号 = 対応.附票番号
JOIN 戸籍 ON 対応.戸籍番号 = 戸籍.戸籍番号
WHERE 附票.区分 IN {現在} AND (
  附票.筆頭者 IS DISTINCT FROM 戸籍.筆頭者
  OR 附票.町 IS DISTINCT FROM 戸籍.町
  OR 附票.番地 IS DISTINCT FROM 戸籍.番地
)
