       01  T-ATENA.                 *> 宛名台帳
           05 NO PIC X(10). *> 宛名番号
           05 REV-NO PIC S9(3) COMP-3. *> 履歴番号
           05 A-NAME PIC X(40).
           05 A-KANA PIC X(30).
           05 A-SEX PIC X(1).
           05 A-BIRTH PIC X(40).
           05 A-ZIP PIC X(24).
           05 A-DEL PIC X(1).
           05 A-USR PIC X(10).
           05 A-YMD PIC X(10).
           05 A-HMS PIC X(6).
           05 A-BIKO PIC X(60).
