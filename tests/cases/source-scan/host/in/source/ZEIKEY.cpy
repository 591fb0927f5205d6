           05  :TAG:-ATENA       PIC 9(8).             *> ˆ¶–¼”Ô†
           05  :TAG:-SHIMEI      PIC N(8).             *> Ž–¼
