"""Payments over the site, from the first click to the entry of the account and back."""
