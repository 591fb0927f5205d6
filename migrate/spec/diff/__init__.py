"""Two specs side by side: pairs first (tables, items, code lists), then what differs within each pair."""
