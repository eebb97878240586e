"""Pages of the cabinet."""
