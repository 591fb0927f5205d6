-- 住: 附票番号, 在籍者番号, 履歴番号=住所履歴番号:number, 市=住所_市区町村コード, 町=住所_町字, 番地=住所_番地号表記, 定=住所を定めた年月日:date
-- 者 = 004/*: 附票番号, 在籍者番号, 戸籍番号, 宛名番号
-- 籍 = 003/*: 戸籍番号, 在籍者番号, 除籍=除籍フラグ
-- 人 = 001/*: 宛名番号, 履歴番号:number, 住民状態, 市=住所_市区町村コード, 町=住所_町字, 番地=住所_番地号表記, 定=住所を定めた年月日:date
WITH 住民票 AS (
  SELECT 宛名番号, 住民状態, 市, 町, 番地, 定 FROM 人
  QUALIFY row_number() OVER (PARTITION BY 宛名番号 ORDER BY 履歴番号 DESC) = 1
), 附票 AS (
  SELECT 附票番号, 在籍者番号, 市, 町, 番地, 定, _row FROM 住
  QUALIFY row_number() OVER (PARTITION BY 附票番号, 在籍者番号 ORDER BY 履歴番号 DESC) = 1
), 在籍者 AS (
  SELECT DISTINCT 者.附票番号, 者.在籍者番号, 者.宛名番号
  FROM 者 JOIN 籍 ON 者.戸籍番号 = 籍.戸籍番号 AND 者.在籍者番号 = 籍.在籍者番号
  WHERE 籍.除籍 IS NULL OR 籍.除籍 NOT IN {除籍}
)
SELECT 附票._row FROM 附票
JOIN 在籍者 ON 附票.附票番号 = 在籍者.附票番号 AND 附票.在籍者番号 = 在籍者.在籍者番号
JOIN 住民票 ON 在籍者.宛名番号 = 住民票.宛名番号
WHERE 住民票.住民状態 IN {在住} AND (
  附票.市 <> 住民票.市
  OR 附票.町 IS DISTINCT FROM 住民票.町
  OR 附票.番地 IS DISTINCT FROM 住民票.番地
  OR 附票.定 <> 住民票.定
)
