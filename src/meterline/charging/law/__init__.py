"""The law of charging as dated, readable code. Pure: no clock, database or files."""
