"""Scoring of proposals (⑩): criteria, judges, formulas, ranking. Every number is a fraction, never a float."""
