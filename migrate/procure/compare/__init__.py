"""Comparison of what vendors answered (⑦): functions, costs, schedules, coverage. Values in, values out."""
