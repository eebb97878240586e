"""The fields of an account's registers: what is known, what was typed, what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meterline.customers.models import Account, Meter
from meterline.customers.models.accounts import ZONE_NAMES
from meterline.desk.words import problem_of
from meterline.language.zones import Zone
from meterline.readings.accounts import KnownAccount, known_account
from meterline.readings.asking.typed import read_value
from meterline.readings.checks import Checked, Finding, MeterValue, RegisterKey
from meterline.readings.models import OWN, Source

ZONES = dict(ZONE_NAMES)

NOT_A_NUMBER = "Нужны цифры, как на счётчике до запятой."
MOST = 999_999_999
"""More no register shows, nor can a reading hold, whatever a clerk insists on."""


@dataclass
class Field:
    """One register's field. `name` is the input's, `given` what came for this period already."""

    name: str
    key: RegisterKey
    last: int | None
    given: int | None
    digits: int
    typed: str = ""
    problem: str = ""
    take: str = ""
    """What taking the proposal puts into which fields: `v7=290`."""
    proposal: int | None = None
    focus: bool = False

    @property
    def zone(self) -> str:
        """«день»; empty for a register that counts all day."""
        return "" if self.key[1] is Zone.SINGLE else ZONES[self.key[1].value]


@dataclass
class MeterFields:
    """A meter in its place with its registers' fields."""

    meter: Meter
    expired: bool
    fields: list[Field]


@dataclass
class Sheet:
    """All fields of an account at a moment. `counted_for` is the month that values go into."""

    meters: list[MeterFields]
    counted_for: date
    late: bool
    early: bool

    @property
    def fields(self) -> list[Field]:
        """The fields that people fill: meters that send readings themselves have none."""
        return [one for meter in self.meters for one in meter.fields]

    def values(self) -> list[MeterValue]:
        """What was typed, where it is numbers; sets the problem of each that is none."""
        found = []
        for one in self.fields:
            if not one.typed:
                continue
            value = read_value(one.typed).value
            if value is None or value > MOST:
                one.problem = NOT_A_NUMBER
            else:
                found.append(MeterValue(*one.key, value))
        return found

    @property
    def problems(self) -> bool:
        """Whether a field has one."""
        return any(one.problem for one in self.fields)

    @property
    def empty(self) -> list[Field]:
        """Fields left empty."""
        return [one for one in self.fields if not one.typed]

    def note(self, checked: Iterable[Checked]) -> None:
        """Put what the checks found beside the fields."""
        by_key = {(one.value.serial, one.value.zone): one for one in checked}
        for one in self.fields:
            found = by_key.get(one.key)
            if found:
                one.problem = problem_of(found)
                one.proposal = found.proposal
                one.take = self._taken(found, list(by_key.values()))

    def _taken(self, found: Checked, checked: Sequence[Checked]) -> str:
        """Zones that changed places are taken together."""
        swapped = found.finding is Finding.SWAPPED
        group = [one for one in checked if one.finding is Finding.SWAPPED] if swapped else [found]
        names = {one.key: one.name for one in self.fields}
        return ",".join(
            f"{names[one.value.serial, one.value.zone]}={one.proposal}"
            for one in group
            if one.proposal is not None
        )

    def focus(self) -> None:
        """Put the cursor where the clerk goes on: at a problem, else at the first empty field."""
        wrong = [one for one in self.fields if one.problem]
        for one in (wrong or self.empty or self.fields)[:1]:
            one.focus = True


def sheet_of(
    account: Account,
    at: datetime,
    typed: Mapping[str, str] | None = None,
    *,
    source: Source = Source.CLERK,
    serial: str = "",
) -> Sheet:
    """The fields of an account's meters in place, or of one, filled with what was typed.

    A meter that sends its readings itself has fields for the company's own sources alone.
    """
    known = known_account(account, at, source)
    meters = account.meters.filter(removed=None).select_related("point")
    today = at.astimezone(account.branch.zone).date()
    shown = []
    for meter in meters.filter(serial=serial) if serial else meters:
        expired = meter.verified_until is not None and meter.verified_until < today
        fields = [
            _field(known, key, (typed or {}).get(f"v{known.rows[key]}", ""))
            for key in known.registers
            if key[0] == meter.serial and (source in OWN or not meter.automatic)
        ]
        shown.append(MeterFields(meter, expired, fields))
    placement = known.placement
    return Sheet(shown, placement.counted_for, placement.late, placement.early)


def _field(known: KnownAccount, key: RegisterKey, typed: str) -> Field:
    row, register = known.rows[key], known.registers[key]
    given = known.given.get(row, [])
    value = given[-1].value if given else None
    return Field(f"v{row}", key, register.history.last, value, register.digits, typed.strip())
