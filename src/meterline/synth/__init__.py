"""A made-up company of any size: customers, meters and a history of readings.

The same plan gives the same company. Nobody in it exists.
"""
