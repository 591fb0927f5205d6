"""The synthetic twin: data of the same shape as the original, made from its profile alone."""
