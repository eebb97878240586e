"""The ledger of meter readings and the one way into it."""
