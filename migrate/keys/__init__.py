"""番号対応表: old numbers of the current systems to the numbers of the standard, fixed over all rehearsals."""
