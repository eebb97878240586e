"""Tables of the customer base."""

from meterline.customers.models.accounts import Account, Customer, Meter, Register
from meterline.customers.models.branches import Branch
from meterline.customers.models.phones import LinkedPhone, PhoneOverride

__all__ = [
    "Account",
    "Branch",
    "Customer",
    "LinkedPhone",
    "Meter",
    "PhoneOverride",
    "Register",
]
