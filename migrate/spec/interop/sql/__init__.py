"""DDL of a spec: capacities, statements as sqlglot trees, and the comments that carry what SQL cannot say."""
