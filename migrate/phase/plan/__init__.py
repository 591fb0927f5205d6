"""The plan: tasks with dependencies on the municipality's own calendar, its critical path, and what a slip moves."""
