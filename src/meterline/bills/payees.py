"""Who is paid: the company's bank details, with what differs from branch to branch.

A file of TOML: `[company]` with all details, `[branches.KEY]` with a branch's own ones.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.conf import settings

from meterline.errors import Mendable

DEMO = Path(__file__).with_name("payees.demo.toml")

LENGTHS = {"account": (20,), "corr_account": (20,), "bic": (9,), "kpp": (9,), "inn": (10, 12)}
"""Digits of each number."""

WEIGHTS = (7, 1, 3)
"""Of an account's digits in its control key (Bank of Russia, 515 of 08.09.1997)."""


@dataclass(frozen=True)
class Payee:
    """A receiver of payments (получатель платежа), as payment orders name it."""

    name: str
    inn: str
    kpp: str
    account: str
    bank: str
    bic: str
    corr_account: str
    contact: str


def payee_of(branch: str) -> Payee | None:
    """Who is paid for accounts of a branch; None where the company has told nothing yet.

    Only the demo has made-up details. Raises Mendable for a file that cannot be right.
    """
    told: Path = settings.METERLINE_PAYEES
    if told.exists():
        return read_payee(told, branch)
    return read_payee(DEMO, branch) if settings.METERLINE_DEMO else None


def read_payee(path: Path, branch: str) -> Payee:
    """The details of a file for a branch. Raises Mendable, with what to mend."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Mendable(f"{path} не читается: {error}", "исправьте файл реквизитов") from error
    details = {**_table(content, "company"), **_table(_table(content, "branches"), branch)}
    known = {one.name for one in fields(Payee)}
    if details.keys() != known:
        odd = ", ".join(sorted(details.keys() ^ known))
        raise Mendable(f"{path}: лишнее или пропущено: {odd}", "исправьте файл реквизитов")
    payee = Payee(**{name: str(value).strip() for name, value in details.items()})
    _check(payee, path)
    return payee


def _table(content: dict[str, Any], name: str) -> dict[str, Any]:
    found = content.get(name, {})
    return found if isinstance(found, dict) else {}


def _check(payee: Payee, path: Path) -> None:
    for field in fields(payee):
        value, lengths = getattr(payee, field.name), LENGTHS.get(field.name)
        digits = value.isascii() and value.isdigit()
        if not value or (lengths and not (digits and len(value) in lengths)):
            raise Mendable(f"{path}: {field.name} = «{value}»", "проверьте число цифр")
    if not (
        _key_agrees(payee.bic[-3:], payee.account)
        and _key_agrees(f"0{payee.bic[4:6]}", payee.corr_account)
    ):
        raise Mendable(f"{path}: счёт не подходит к БИК", "проверьте цифры счёта и БИК")


def _key_agrees(bank: str, account: str) -> bool:
    """Whether an account's control digit fits its bank's three digits."""
    digits = [int(one) for one in bank + account]
    return sum(digit * WEIGHTS[place % 3] for place, digit in enumerate(digits)) % 10 == 0
