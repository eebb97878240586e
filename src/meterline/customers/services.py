"""Writing of the customer base by other parts of the program."""

from meterline.customers.models import Account, LinkedPhone
from meterline.customers.phones import e164


def link_phone(number: str | None, account: str) -> bool:
    """Remember that a telephone calls for an account; False where it is no telephone's number."""
    known = e164(number)
    if known is None:
        return False
    LinkedPhone.objects.get_or_create(number=known, account=Account.objects.get(number=account))
    return True
