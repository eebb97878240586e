"""Words of the pages of calls."""
