"""Papers of a month: of one body for its mayor, of one prefecture for its meeting."""
