-- 接: 宛名番号, 連番=接種連番:number, 履歴番号:number, 種類=予防接種の種類, 期=接種期区分, 事情=特別の事情, 区分=予防接種区分, 生=生年月日:date, 日=接種年月日:date
WITH 上限 AS (
  SELECT 種類, 期, 月 FROM (VALUES
    ('10', '', 12), ('17', '', 12), ('11', '', 60), ('12', '', 60), ('16', '', 60),
    ('02', '', 90), ('03', '', 90), ('05', '', 90), ('06', '1', 24)
  ) AS 表(種類, 期, 月)
), 最新 AS (
  SELECT 種類, CASE WHEN 種類 = '06' THEN coalesce(期, '') ELSE '' END AS 期, 事情, 区分, 生, 日, _row,
    (extract(year FROM 日) - extract(year FROM 生)) * 12 + extract(month FROM 日) - extract(month FROM 生)
      - CASE WHEN extract(day FROM 日) < extract(day FROM 生) THEN 1 ELSE 0 END AS 月齢
  FROM 接
  QUALIFY row_number() OVER (PARTITION BY 宛名番号, 連番 ORDER BY 履歴番号 DESC) = 1
)
SELECT 最新._row FROM 最新 LEFT JOIN 上限 ON 最新.種類 = 上限.種類 AND 最新.期 = 上限.期
WHERE 最新.事情 IS NULL AND ((最新.区分 IN {A類} AND 最新.月齢 >= 上限.月 AND 最新.日 >= DATE '2013-04-01') OR (最新.区分 IN {B類} AND 最新.日 < 最新.生 - INTERVAL 1 DAY + INTERVAL 60 YEAR))
