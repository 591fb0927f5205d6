"""A mapping sheet of any house layout (xlsx) as a draft of a mapping; what is not understood is told by its cell."""
