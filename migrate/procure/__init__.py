"""Procurement ⑤–⑩: packages out, answers in, comparison, scoring."""
