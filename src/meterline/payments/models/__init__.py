"""Tables of what consumers owe and pay."""

from meterline.payments.models.entries import Payment, Posting, Refund
from meterline.payments.models.online import OnlineEvent, OnlinePayment, OnlineRefund
from meterline.payments.models.sandbox import BankPayment, BankRefund

__all__ = [
    "BankPayment",
    "BankRefund",
    "OnlineEvent",
    "OnlinePayment",
    "OnlineRefund",
    "Payment",
    "Posting",
    "Refund",
]
