"""Pages of charging for the company's people."""

from meterline.charging.admin import charges, policies, runs, sheets

__all__ = ["charges", "policies", "runs", "sheets"]
