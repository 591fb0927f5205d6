-- 証: 種類=自立支援医療の種類, 番号=@
SELECT _row FROM 証
WHERE (種類 IN {育成} AND substr(番号, 1, 2) <> '16') OR (種類 IN {更生} AND substr(番号, 1, 2) <> '15')
  OR (種類 IN {精神} AND substr(番号, 1, 2) <> '21')
