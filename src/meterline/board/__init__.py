"""The live board: what goes on on the lines now, and how many lines the last days will need."""
