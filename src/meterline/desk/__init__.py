"""The clerks' desk of town and district offices: search, entry, payment, replacement."""
