"""Pages of the customer base for the company's people."""

from meterline.customers.admin import accounts, branches, changes, exchange, meters, phones

__all__ = ["accounts", "branches", "changes", "exchange", "meters", "phones"]
