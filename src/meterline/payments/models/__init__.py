"""Tables of what consumers owe and pay."""

from meterline.payments.models.entries import Payment, Posting, Refund

__all__ = ["Payment", "Posting", "Refund"]
