"""Kinds of rules, one file each, found by name; see `migrate.quality.kinds`."""
