"""Finding the account of somebody who is not signed in, with a limit on guessing.

Who guesses learns nothing of which accounts exist: an unknown account and a wrong surname
have one answer, and are counted alike.
"""

import re
from datetime import datetime

from meterline.customers.models import Account, Customer, Meter
from meterline.limits.entrances import Entrance
from meterline.limits.services import give_back, spend
from meterline.site.proof import is_contract, is_serial, names_organisation, names_person

NOT_DIGITS = re.compile(r"\D+", re.ASCII)


class NotKnown(Exception):
    """No account has this number together with this name, contract or serial."""

    def __init__(self) -> None:
        super().__init__(
            "Не нашли лицевой счёт с такой фамилией или номером счётчика. "
            "Проверьте номер счёта вверху квитанции и фамилию того, на кого он открыт."
        )


def own_account(number: str, proof: str, visitor: str, at: datetime) -> Account:
    """The account whose number and name (contract, serial) somebody knows.

    `visitor` is counted by. Raises NotKnown and TooMany.
    """
    digits = NOT_DIGITS.sub("", number)
    spend(Entrance.SITE_LOOKUP, visitor, at)
    if not digits:
        raise NotKnown
    spend(Entrance.SITE_ACCOUNT, digits, at)
    accounts = Account.objects.select_related("branch", "customer", "contract")
    account = accounts.filter(number=digits).first()
    if account is None or not _proved(account, proof):
        raise NotKnown
    give_back(Entrance.SITE_ACCOUNT, digits)
    return account


def _proved(account: Account, proof: str) -> bool:
    organisation = account.customer.kind == Customer.Kind.ORGANISATION
    named = names_organisation if organisation else names_person
    contract = account.contract.number if account.contract else ""
    return (
        named(proof, account.customer.name)
        or is_contract(proof, contract)
        or is_serial(proof, _serials(account))
    )


def _serials(account: Account) -> list[str]:
    meters = Meter.objects.filter(account=account, removed=None)
    return list(meters.values_list("serial", flat=True))
