       01  KYUFU-HEAD.
           05  RECORD-KBN   PIC X   VALUE 'H'.  *> レコード区分
           05  SAKUSEI-BI   PIC 9(8).           *> 作成日
           05  FILLER       PIC X(6).
       01  KYUFU-DATA.
           05  RECORD-KBN   PIC X   VALUE 'D'.  *> レコード区分
           05  ATENA-NO     PIC 9(8).           *> 宛名番号
           05  KINGAKU      PIC 9(6).           *> 金額
       01  KYUFU-TRAILER.
           05  RECORD-KBN   PIC X   VALUE 'T'.  *> レコード区分
           05  KENSU        PIC 9(6).           *> 件数
           05  GOKEI        PIC 9(8).           *> 合計金額
