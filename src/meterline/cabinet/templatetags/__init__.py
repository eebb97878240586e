"""Filters of the cabinet's pages."""
