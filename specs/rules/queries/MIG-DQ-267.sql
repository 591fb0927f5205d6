-- 不在者: 選挙コード, 名簿番号, 投票区コード, 連番=請求連番:number, 受理=受理区分
-- 期日前 = 007/期日前投票: 選挙コード, 名簿番号, 投票区コード, 日=投票年月日
WITH 受理済 AS (
  SELECT 選挙コード, 名簿番号, 投票区コード, _row,
    row_number() OVER (PARTITION BY 選挙コード, 名簿番号, 投票区コード ORDER BY 連番, _row) AS 何番目
  FROM 不在者 WHERE 受理 IN {受理}
)
SELECT _row FROM 受理済 WHERE 何番目 > 1
UNION ALL
SELECT 受理済._row FROM 受理済
SEMI JOIN 期日前 ON 受理済.選挙コード = 期日前.選挙コード AND 受理済.名簿番号 = 期日前.名簿番号
  AND 受理済.投票区コード = 期日前.投票区コード
