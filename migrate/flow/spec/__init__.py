"""The national side: one module per user act on specs."""
