"""Runs a Plan: sqlglot trees over a closed list of functions, on DuckDB."""
