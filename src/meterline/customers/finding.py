"""Search of accounts by any part of what a clerk may know.

Everything is compared as the tables keep it: names and addresses folded, telephones in
E.164. On PostgreSQL trigram indexes (migration 0005) serve words of three letters and
more, so each table is asked by itself and the answers are united; SQLite reads its tables
through, which takes a fraction of a second for some hundred thousand accounts.
"""

from functools import reduce

from django.db.models import Q, QuerySet

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

SHORT = 3
"""Words with fewer letters have no trigram: they only narrow what the others find."""


def found_among(accounts: QuerySet[Account], typed: str) -> QuerySet[Account]:
    """Those of the accounts that are named exactly, or else in which each word occurs."""
    exactly = accounts.filter(pk__in=_named_exactly(typed))
    return exactly if exactly.exists() else _with_words(accounts, typed)


def _with_words(accounts: QuerySet[Account], typed: str) -> QuerySet[Account]:
    """Those of the accounts in which each typed word occurs somewhere."""
    words = search_words(typed)
    long = [word for word in words if len(word) >= SHORT]
    accounts = reduce(lambda rows, word: rows.filter(pk__in=_accounts_with(word)), long, accounts)
    return reduce(lambda rows, word: rows.filter(_short(word)), set(words) - set(long), accounts)


def _named_exactly(typed: str) -> list[int]:
    """Ids of accounts whose number, telephone, e-mail or contract is what was typed."""
    compact = "".join(typed.split())
    phones = LinkedPhone.objects.filter(number=e164(typed) or "")
    emails = LinkedEmail.objects.filter(address=compact.lower())
    under = Account.objects.filter(contract__number_folded=fold(typed))
    return [
        *Account.objects.filter(number=compact.replace("-", "")).values_list("pk", flat=True),
        *phones.values_list("account_id", flat=True),
        *emails.values_list("account_id", flat=True),
        *under.values_list("pk", flat=True),
    ]


def _accounts_with(word: str) -> QuerySet[Account, tuple[int]]:
    """Ids of accounts in which a word occurs, one indexed search for each column."""
    numbers = Account.objects.filter(number__contains=word)
    addresses = Account.objects.filter(address_folded__contains=word)
    named = Customer.objects.filter(name_folded__contains=word)
    under = Contract.objects.filter(number_folded__contains=word)
    others = [
        addresses.values_list("pk"),
        Account.objects.filter(customer__in=named).values_list("pk"),
        Account.objects.filter(contract__in=under).values_list("pk"),
        Meter.objects.filter(_serial(word)).values_list("account_id"),
        LinkedPhone.objects.filter(number__contains=word).values_list("account_id"),
        LinkedEmail.objects.filter(address__contains=word).values_list("account_id"),
    ]
    return numbers.values_list("pk").union(*others)


def _serial(word: str) -> Q:
    """Serials are kept as they stand on the meter, with large letters as a rule."""
    return Q(serial__contains=word) | Q(serial__contains=word.upper())


def _short(word: str) -> Q:
    return (
        Q(number__contains=word)
        | Q(address_folded__contains=word)
        | Q(customer__name_folded__contains=word)
    )
