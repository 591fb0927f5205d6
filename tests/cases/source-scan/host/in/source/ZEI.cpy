000100*****************************************************************
000200*  住民税　課税台帳
000300*****************************************************************
000400 01  ZEI-DAICHO.
000500     COPY ZEIKEY REPLACING ==:TAG:== BY ==ZEI==.
000600     05  JUSHO             PIC X(20).            *> 住所
000700     05  NENZEI            PIC S9(7)V99 COMP-3.  *> 年税額
000800     05  KISU              PIC 9(2).             *> 期数
000900     05  KOJIN-KBN         PIC X.                *> 個人法人区分
001000         88  KOJIN         VALUE '1'.            *> 個人
001100         88  HOJIN         VALUE '2'.            *> 法人
001200     05  UCHIWAKE-K.
001300         10  JIYU          PIC X(4).             *> 減免事由
001400     05  UCHIWAKE-H REDEFINES UCHIWAKE-K.
001500         10  KINTOU        PIC S9(7) COMP-3.     *> 均等割額
