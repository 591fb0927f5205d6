"""Comparison of the current system with the standard: which column is which item, on what evidence."""
