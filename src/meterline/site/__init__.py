"""The public site: readings without signing in, how to read a meter, where the offices are."""
