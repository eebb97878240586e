"""An item as the page shows it: what was said, what speaks against it, what may be chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from meterline.calls.models import Message
from meterline.calls.selectors import Utterance, transcript
from meterline.customers.models.accounts import ZONE_NAMES
from meterline.language.zones import Zone
from meterline.readings.accounts import KnownAccount, known_account
from meterline.readings.checks import PLAUSIBLE, Checked, MeterValue, RegisterKey, check_values
from meterline.readings.ledger import rows_now
from meterline.readings.models import Reading, Source
from meterline.readings.periods import shift
from meterline.review.chart import Chart, Shown, chart
from meterline.review.models import Callback, Kind
from meterline.review.subjects import Subject
from meterline.review.words import FINE, UNSURE, problem_of

ZONES = dict(ZONE_NAMES)

FIRST_CHOICE, LAST_CHOICE = 2, 9
"""The keys of the alternatives."""

SURE = 0.9
"""Below this probability a value is told to have been heard with doubt."""

MONTHS = 12


@dataclass(frozen=True)
class Field:
    """A register's field; `name` is the input's."""

    name: str
    label: str
    last: int | None
    typed: str


@dataclass(frozen=True)
class Choice:
    """Another value, by a key from 2 to 9; `field` is the register's input."""

    digit: int
    field: str
    label: str
    value: int
    why: str
    note: str


@dataclass(frozen=True)
class Month:
    """A line of the table: `advance` since the line before, in the register's units."""

    month: date
    value: int
    advance: int | None
    source: str
    doubted: bool


@dataclass(frozen=True)
class Item:
    """All that is shown of one item. `problem` is why a decision was refused."""

    subject: Subject
    reasons: list[str]
    fields: list[Field]
    choices: list[Choice]
    months: list[Month]
    chart: Chart | None
    said: tuple[Utterance, ...] = ()
    problem: str = ""
    may_insist: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    earlier: Callback | None = None

    @property
    def dom(self) -> str:
        """What the ids of the item's fields begin with."""
        return str(self.subject.key).replace("/", "-")


def item_of(subject: Subject) -> Item:
    """An item, as its account stands at the time of which it tells."""
    account = subject.account
    known = known_account(account, subject.at, _source(subject)) if account else None
    checked = _checked(subject, known)
    register = _register(subject, known)
    months = _months(subject, known, register)
    return Item(
        subject,
        reasons=_reasons(subject, checked),
        fields=_fields(subject, known),
        choices=_choices(subject, known, checked),
        months=months[::-1],
        chart=chart([Shown(one.month, one.value, one.doubted) for one in months]),
        said=transcript(subject.call.pk) if subject.call else (),
        earlier=_called(subject),
    )


def _source(subject: Subject) -> str:
    return subject.row.source if subject.key.kind is Kind.READING else Source.CLERK.value


def _checked(subject: Subject, known: KnownAccount | None) -> tuple[Checked, ...]:
    """What the checks say of all that was handed in together."""
    if known is None:
        return ()
    said = {**_beside(subject), **subject.guess}
    values = [MeterValue(*key, value) for key, value in said.items() if key in known.registers]
    return check_values(values, known.registers)


def _beside(subject: Subject) -> dict[RegisterKey, int]:
    """The other values of a reading's receipt: zones that changed places show only together."""
    receipt = subject.row.receipt_id if subject.key.kind is Kind.READING else None
    if receipt is None:
        return {}
    rows = Reading.objects.filter(receipt_id=receipt).select_related("register__meter")
    return {(one.register.meter.serial, Zone(one.register.zone)): one.value for one in rows}


def _reasons(subject: Subject, checked: Iterable[Checked]) -> list[str]:
    """Why a person has to look, in sentences."""
    row = subject.row
    own = [one for one in checked if _key(one) in subject.guess]
    told = [sentence for one in own if (sentence := _named(one, problem_of(one)))]
    if subject.key.kind is not Kind.READING:
        why = row.get_reason_display() if isinstance(row, Message) else row.reason
        return [f"{why[:1].upper()}{why[1:]}.", *told] if why else told
    if not row.name_confirmed:
        told.append("Имя не подтверждено.")
    sure = [one.probability for one in _alternatives(subject) if one.value == row.value]
    if sure and sure[0] < SURE:
        told.append(UNSURE.format(probability=percent(sure[0])))
    return told or [FINE]


def _named(checked: Checked, sentence: str) -> str:
    zone = checked.value.zone
    return sentence if not sentence or zone is Zone.SINGLE else f"{_zone(zone)}: {sentence}"


def _key(checked: Checked) -> RegisterKey:
    return checked.value.serial, checked.value.zone


def _fields(subject: Subject, known: KnownAccount | None) -> list[Field]:
    if known is None:
        return []
    keys = [key for key in known.registers if subject.only in (None, key)]
    return [
        Field(
            f"v{known.rows[key]}",
            _label(key, known),
            known.registers[key].history.last,
            str(subject.guess.get(key, "")),
        )
        for key in keys
    ]


def _label(key: RegisterKey, known: KnownAccount) -> str:
    """«День», with the meter where there are several."""
    zone = _zone(key[1])
    several = len({serial for serial, _ in known.registers}) > 1
    return f"{zone}, счётчик {key[0]}" if several else zone


def _zone(zone: Zone) -> str:
    return "Показание" if zone is Zone.SINGLE else ZONES[zone.value].capitalize()


def _choices(
    subject: Subject, known: KnownAccount | None, checked: Iterable[Checked]
) -> list[Choice]:
    """The checks' proposals, then what else may have been said, the likeliest first."""
    if known is None:
        return []
    found: dict[tuple[RegisterKey, int], str] = {}
    for one in checked:
        if one.proposal is not None and _key(one) in subject.guess:
            found[_key(one), one.proposal] = "предложение проверки"
    for other in _alternatives(subject):
        for key in _meant(other.zone, subject, known):
            if other.value != subject.guess.get(key):
                found.setdefault((key, other.value), percent(other.probability))
    digits = range(FIRST_CHOICE, LAST_CHOICE + 1)
    return [
        _choice(digit, key, value, why, known)
        for digit, ((key, value), why) in zip(digits, found.items(), strict=False)
    ]


def _alternatives(subject: Subject) -> list[Any]:
    heard = subject.heard.alternatives if subject.heard else ()
    return sorted(heard, key=lambda one: -one.probability)


def _meant(zone: str, subject: Subject, known: KnownAccount) -> list[RegisterKey]:
    """The registers that an alternative can be of: those of its zone, or the only one."""
    keys = [subject.only] if subject.only else list(known.registers)
    if zone:
        return [key for key in keys if key[1].value == zone]
    return keys if len(keys) == 1 else []


def _choice(digit: int, key: RegisterKey, value: int, why: str, known: KnownAccount) -> Choice:
    (checked,) = check_values([MeterValue(*key, value)], {key: known.registers[key]})
    fits = checked.finding in PLAUSIBLE and checked.consumption is not None
    note = f"расход {checked.consumption} кВт·ч" if fits else problem_of(checked)
    label = "" if len(known.registers) == 1 else _label(key, known)
    return Choice(digit, f"v{known.rows[key]}", label, value, why, note)


def percent(probability: float) -> str:
    """«7 %»."""
    return f"{probability * 100:.0f}\N{NO-BREAK SPACE}%"


def _register(subject: Subject, known: KnownAccount | None) -> RegisterKey | None:
    """The register whose history is shown: the one in doubt, else the first."""
    if known is None:
        return None
    keys = [key for key in (*subject.guess, *known.registers) if key in known.registers]
    return keys[0] if keys else None


def _months(subject: Subject, known: KnownAccount | None, key: RegisterKey | None) -> list[Month]:
    """The register's last months, and the value in doubt at the end of them."""
    if known is None or key is None:
        return []
    month = known.placement.counted_for
    if subject.key.kind is Kind.READING:
        month = subject.row.counted_for
    since = shift(month, -MONTHS)
    asked = Reading.objects.filter(
        register_id=known.rows[key], counted_for__gte=since, counted_for__lte=month
    )
    held = {row.period: row for row in rows_now(asked) if row.accepted}
    told = [(row.period, row.value, Source(row.source).label, False) for row in held.values()]
    if key in subject.guess:
        told.append((month, subject.guess[key], "под вопросом", True))
    befores = [None, *(value for _, value, _, _ in told)]
    return [
        Month(at, value, None if before is None else value - before, source, doubted)
        for (at, value, source, doubted), before in zip(told, befores, strict=False)
    ]


def _called(subject: Subject) -> Callback | None:
    """The last call-back about the item, which may have told something."""
    rows = Callback.objects.filter(kind=subject.key.kind, item=subject.key.item)
    return rows.exclude(state=Callback.State.WAITING).order_by("-closed_at").first()
