"""Made-up customers that a visitor of a demo site may play, with the sentence to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from meterline.console.wording import ZONES
from meterline.customers.models import Account, Customer, Register
from meterline.readings.models import Reading

TRIED = 20
"""Accounts of a kind that are looked at before the kind is left out."""


@dataclass(frozen=True)
class RegisterShown:
    """A register with its last actual reading and the usual consumption a month."""

    zone: str
    last: int
    monthly: int

    @property
    def plausible(self) -> int:
        """A value that the line would take without a question."""
        return self.last + max(self.monthly, 1)


@dataclass(frozen=True)
class DemoCaller:
    """A customer as the page shows one; `phone` in E.164, empty where none is linked."""

    name: str
    account: str
    phone: str
    organisation: bool
    registers: tuple[RegisterShown, ...]

    @property
    def account_shown(self) -> str:
        """The account in groups, as it is easier to read aloud."""
        return grouped(self.account)

    @property
    def phone_shown(self) -> str:
        """+7 913 000-00-00."""
        rest = self.phone[-10:]
        return f"+7 {rest[:3]} {rest[3:6]}-{rest[6:8]}-{rest[8:]}"

    @property
    def last_shown(self) -> str:
        """Last readings, with the zones where there are several."""
        return self._values([register.last for register in self.registers])

    @property
    def sentence(self) -> str:
        """What to say in one breath so that the line takes it."""
        values = self._values([register.plausible for register in self.registers])
        who = self.name if self.organisation else self.name.split()[0]
        kind = "" if len(self.registers) > 1 else "показание "
        return f"{who}, лицевой счёт {self.account_shown}, {kind}{values}"

    def _values(self, values: Sequence[int]) -> str:
        if len(values) == 1:
            return str(values[0])
        zones = [ZONES[register.zone] for register in self.registers]
        return ", ".join(f"{zone} {value}" for zone, value in zip(zones, values, strict=True))


def grouped(digits: str) -> str:
    """Digits in groups of three, never one alone: 426 002 592; 145 420 74 47."""
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2][:2], groups[-2][2] + groups[-1]]
    return "\N{NO-BREAK SPACE}".join(groups)


def demo_callers() -> list[DemoCaller]:
    """One customer of each kind: with a linked phone, with two zones, an organisation."""
    person, organisation = Customer.Kind.PERSON, Customer.Kind.ORGANISATION
    kinds = [
        (person, _simple_accounts(1).filter(phones__isnull=False)),
        (person, _simple_accounts(2)),
        (organisation, _simple_accounts(1)),
    ]
    found = [_first(accounts.filter(customer__kind=kind)) for kind, accounts in kinds]
    return [caller for caller in found if caller]


def _simple_accounts(registers: int) -> QuerySet[Account]:
    """Accounts in use with one meter of so many registers."""
    counted = Account.objects.annotate(
        meter_count=Count("meters", distinct=True),
        register_count=Count("meters__registers", distinct=True),
    )
    return counted.filter(
        state=Account.State.ACTIVE, meter_count=1, register_count=registers
    ).order_by("number")


def _first(accounts: QuerySet[Account]) -> DemoCaller | None:
    """The first of a few accounts whose history tells what would be plausible now."""
    for account in accounts.select_related("customer")[:TRIED]:
        registers = tuple(map(_shown, Register.objects.filter(meter__account=account)))
        phone = account.phones.first()
        if all(registers):
            return DemoCaller(
                account.customer.name,
                account.number,
                phone.number if phone else "",
                account.customer.kind == Customer.Kind.ORGANISATION,
                tuple(register for register in registers if register),
            )
    return None


def _shown(register: Register) -> RegisterShown | None:
    accepted = Reading.objects.filter(register=register).accepted()
    values = list(accepted.values_list("value", flat=True)[:2])
    if len(values) < 2 or values[0] <= values[1]:
        return None
    shown = RegisterShown(register.zone, values[0], values[0] - values[1])
    return shown if shown.plausible < 10**register.meter.digits else None
