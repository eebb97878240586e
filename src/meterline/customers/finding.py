"""Search of accounts by any part of what a clerk may know.

Everything is compared as the tables keep it: names and addresses folded, telephones in
E.164. A rare word is looked for in each table by itself, on PostgreSQL by its trigrams
(migration 0005), and the other words narrow what it finds. SQLite reads its tables through,
which takes a fraction of a second for some hundred thousand accounts.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from meterline.customers.models import (
    Account,
    Contract,
    Customer,
    LinkedEmail,
    LinkedPhone,
    Meter,
)
from meterline.customers.phones import e164
from meterline.customers.search import search_words
from meterline.customers.text import fold

LONGER_THAN_A_HOUSE = 5
"""Digits in a row that stand neither in an address nor in a name."""


FEW = 5000
"""Accounts of a word that is rare enough to begin with."""


def found_among(accounts: QuerySet[Account], typed: str) -> QuerySet[Account]:
    """Those of the accounts that are named exactly, or else in which each word occurs."""
    exactly = accounts.filter(pk__in=_named_exactly(typed))
    return exactly if exactly.exists() else _with_words(accounts, typed)


def _named_exactly(typed: str) -> list[int]:
    """Ids of accounts whose number, telephone, e-mail or contract is what was typed."""
    compact = "".join(typed.split())
    phones = LinkedPhone.objects.filter(number=e164(typed) or "")
    emails = LinkedEmail.objects.filter(address=compact.lower())
    contracts = Contract.objects.filter(number_folded=fold(typed))
    under = Account.objects.filter(contract__in=list(contracts.values_list("pk", flat=True)))
    return [
        *Account.objects.filter(number=compact.replace("-", "")).values_list("pk", flat=True),
        *phones.values_list("account_id", flat=True),
        *emails.values_list("account_id", flat=True),
        *under.values_list("pk", flat=True),
    ]


def _with_words(accounts: QuerySet[Account], typed: str) -> QuerySet[Account]:
    """Those of the accounts in which each typed word occurs somewhere."""
    words = sorted(search_words(typed), key=len, reverse=True)
    if not words:
        return accounts.none()
    for word in words:
        # The few ids of a rare word, fetched by themselves, keep any planner on its indexes.
        ids = list(_accounts_with(word)[: FEW + 1])
        if len(ids) <= FEW:
            others = [_occurs(other) for other in words if other != word]
            return accounts.filter(*others, pk__in=ids)
    for word in words:
        accounts = accounts.filter(pk__in=_accounts_with(word))
    return accounts


def _accounts_with(word: str) -> QuerySet[Any]:
    """Ids of accounts in which a word occurs, one search for each column that may hold it."""
    found: list[tuple[QuerySet[Any], str]] = []
    if "@" not in word:
        under = Contract.objects.filter(number_folded__contains=word)
        found.append((Account.objects.filter(contract__in=under), "pk"))
        found.append((Meter.objects.filter(_serial(word)), "account_id"))
    if word.isdigit():
        found.append((Account.objects.filter(number__contains=word), "pk"))
        found.append((LinkedPhone.objects.filter(number__contains=word), "account_id"))
    if not (word.isdigit() and len(word) >= LONGER_THAN_A_HOUSE) and "@" not in word:
        named = Customer.objects.filter(name_folded__contains=word)
        found.append((Account.objects.filter(customer__in=named), "pk"))
        found.append((Account.objects.filter(address_folded__contains=word), "pk"))
    found.append((LinkedEmail.objects.filter(address__contains=word), "account_id"))
    first, *others = (rows.order_by().values_list(account, flat=True) for rows, account in found)
    return first.union(*others, all=True)


def _serial(word: str) -> Q:
    """Serials are kept as they stand on the meter, with large letters as a rule."""
    return Q(serial__contains=word) | Q(serial__contains=word.upper())


def _occurs(word: str) -> Combinable | Q:
    """Whether a word occurs in an account; for a few accounts only."""
    own = OuterRef("pk")
    return (
        Q(number__contains=word)
        | Q(address_folded__contains=word)
        | Q(customer__name_folded__contains=word)
        | Q(contract__number_folded__contains=word)
        | Exists(Meter.objects.filter(_serial(word), account=own))
        | Exists(LinkedPhone.objects.filter(number__contains=word, account=own))
        | Exists(LinkedEmail.objects.filter(address__contains=word, account=own))
    )
