"""Verdicts on converted data: Pandera schemas derived from a spec, and rules that are rows of data."""
