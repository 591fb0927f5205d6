CREATE TABLE atena (
  atena_no char(15) NOT NULL, -- 宛名番号
  shimei varchar(40)          -- 氏名
);
CREATE TABLE furui (a int);
