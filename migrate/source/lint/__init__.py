"""Rules about the current schema that matter for a migration: one small function a rule, in tables by group."""
