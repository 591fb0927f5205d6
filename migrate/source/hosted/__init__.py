"""Host files in a scan: what they are, which kinds of records they hold, whether their trailers agree."""
