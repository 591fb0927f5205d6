CREATE TABLE T (A CHAR(1)); -- 宛名番号と氏名
