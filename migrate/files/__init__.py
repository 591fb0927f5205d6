"""The one door to disk: bundled data, atomic writes, YAML and CSV with line numbers, JSON, guarded workbooks."""
