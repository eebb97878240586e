"""Customers, meters, readings and charges for other programs, row by row as they are read."""
