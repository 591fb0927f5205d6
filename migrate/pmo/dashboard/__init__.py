"""The dashboard: the figures of one month, and all its rows for the page's own script. `report` draws it."""
