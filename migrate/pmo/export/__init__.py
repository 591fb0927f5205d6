"""What `pmo export` writes of one report: the workbook of its zip, the sheet to type from, the published layouts."""
