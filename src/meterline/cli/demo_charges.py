"""Charges of the demo: a branch for whose December 2025 the true prices are known."""

from datetime import date, datetime

BRANCH = "khakassia"
MONTHS = (date(2025, 12, 1),)
"""Later months rest on placeholder tariffs, which make no bill."""


def charge_demo(author: str, now: datetime) -> None:
    """Charge the months and post what they come to; what is charged already stays."""
    from meterline.charging.engine import Order, charge_month  # noqa: PLC0415 - needs Django set up
    from meterline.charging.lawbook import lawbook  # noqa: PLC0415
    from meterline.customers.models import Branch  # noqa: PLC0415
    from meterline.payments.posting import post  # noqa: PLC0415

    branch = Branch.objects.get(key=BRANCH)
    for month in MONTHS:
        order = Order(branch, month, author, lambda: now, jobs=1, trial=False)
        charge_month(order, lawbook(branch, month))
        post(branch, month, author)
