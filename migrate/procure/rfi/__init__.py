"""情報提供依頼 (RFI, ⑤ and ⑥): what is asked, what vendors are told, questions and answers, what the steps prove."""
