"""Files as hosts hand them over: code tables, numbers in zones and half bytes, records with lengths and kinds."""
