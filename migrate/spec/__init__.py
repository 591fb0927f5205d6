"""The national side: read official workbooks, keep them as data, find the spec that a name means, write workbooks."""
