"""How a branch wants readings written: the example in an answer."""

from functools import cache
from importlib.resources import files

from django.conf import settings

from meterline.channels.text import AccountKnown
from meterline.customers.models import Account, Branch

SPACES = (" ", " ")
_VALUES = (54678, 12345, 6789)
_SAMPLE = "1000000000000000000"


def example(account: Account | None, known: AccountKnown | None) -> str:
    """A message as it should be, in the form of the account's branch, else of the head branch's.

    Names no serial: whoever writes need not be the account's customer.
    """
    if account is None or known is None:
        branch = _head_branch()
        digits = branch.account_digits if branch else 12
        return _written(branch, _SAMPLE[:digits], _VALUES[:1])
    if len(known.meters) > 1:
        return f"{account.number} номер_счётчика {_VALUES[0]}"
    zones = len(known.meters[0].zones) if known.meters else 1
    if zones > len(known.zone_order):
        return f"{account.number} Т1 {_VALUES[0]} Т2 {_VALUES[1]} Т3 {_VALUES[2]}"
    return _written(account.branch, account.number, _VALUES[:zones])


def _written(branch: Branch | None, number: str, values: tuple[int, ...]) -> str:
    behind_account, between = _forms().get(branch.key if branch else "", SPACES)
    return number + behind_account + between.join(map(str, values))


def _head_branch() -> Branch | None:
    named = Branch.objects.filter(key=settings.METERLINE_HEAD_BRANCH).first()
    return named or Branch.objects.order_by("key").first()


@cache
def _forms() -> dict[str, tuple[str, str]]:
    table = (files(__package__) / "formats.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in table.splitlines() if row and not row.startswith("#")]
    return {key: (behind, between) for key, behind, between in rows}
