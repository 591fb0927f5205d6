"""The survey of the current systems (②-1 to ②-4): a questionnaire as a workbook, its answers, the one inventory."""
