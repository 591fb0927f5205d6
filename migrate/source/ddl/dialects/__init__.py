"""One file per vendor: ``DIALECT``, the words that this vendor adds."""
