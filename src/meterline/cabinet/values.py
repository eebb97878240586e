"""Values for the registers of an account as a form in the cabinet: read, checked, handed over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from meterline.cabinet.overview import MeterShown, RegisterShown
from meterline.customers.models import Account, Register
from meterline.language.zones import Zone
from meterline.readings.checks import PLAUSIBLE, Checked, Finding, MeterValue
from meterline.readings.models import Source
from meterline.readings.services import check_account_values, submit_reading
from meterline.readings.submission import Accepted, Submission

SPACES = re.compile(r"[\s_']+")
VALUE = re.compile(r"(\d{1,9})([.,]\d{0,3})?", re.ASCII)
"""Digits after the comma are read and not taken."""

NOT_A_NUMBER = "Впишите только цифры, которые стоят до запятой."
NOTHING = "Впишите показание хотя бы одной шкалы."

SAID = {
    Finding.LOWER: "Меньше прошлого показания ({last}).",
    Finding.TOO_HIGH: "Слишком большой расход: {consumption} кВт·ч.",
    Finding.COMMA: "Похоже, вписана и цифра после запятой.",
    Finding.SWAPPED: "Похоже, зоны перепутаны местами.",
    Finding.TOO_MANY_DIGITS: "Цифр больше, чем у счётчика.",
}
"""What is told of a value that is not stored without a question."""


class Field(NamedTuple):
    """A register's field: what was typed, and what is to be told of it."""

    shown: RegisterShown
    name: str
    text: str
    problem: str
    proposal: int | None


@dataclass
class ValuesForm:
    """The fields of all registers that are read by the consumer."""

    account: Account
    meters: tuple[MeterShown, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    checked: tuple[Checked, ...] = ()

    @property
    def groups(self) -> list[tuple[MeterShown, list[Field]]]:
        """Meters with their fields; automatic ones are not asked for (H19)."""
        asked = [one for one in self.meters if not one.meter.automatic]
        return [(one, [self._field(shown) for shown in one.registers]) for one in asked]

    @property
    def automatic(self) -> bool:
        """Whether nothing is asked for, since every meter sends its readings itself."""
        return bool(self.meters) and not self.groups

    @property
    def values(self) -> tuple[MeterValue, ...]:
        """What was typed as a number."""
        return tuple(
            MeterValue(key[0], key[1], value)
            for key, text in self._typed().items()
            if (value := number_of(text)) is not None
        )

    @property
    def legible(self) -> bool:
        """Whether something was typed, and all of it is numbers."""
        return bool(self.values) and len(self.values) == len(self._typed())

    @property
    def may_insist(self) -> bool:
        """Whether the values could be stored for a person to look at."""
        findings = {one.finding for one in self.checked}
        return not findings <= PLAUSIBLE and not self._shows_too_much()

    def check(self, at: datetime) -> bool:
        """Check all values; whether they may be stored without a question. Raises NotAccepted."""
        self.checked = check_account_values(self.account.number, self.values, at, Source.WEB)
        return {one.finding for one in self.checked} <= PLAUSIBLE

    def hand_over(self, at: datetime, token: str, evidence: str, *, insisted: bool) -> Accepted:
        """Store the values. The same form with the same values is stored once.

        Raises NotAccepted.
        """
        said = repr(sorted((one.serial, one.zone.value, one.value) for one in self.values))
        return submit_reading(
            Submission(
                account=self.account.number,
                values=self.values,
                source=Source.WEB,
                received_at=at,
                author="личный кабинет",
                evidence=evidence,
                key=sha256(f"cabinet {self.account.pk} {token} {said}".encode()).hexdigest(),
                insisted=insisted,
            )
        )

    def _typed(self) -> dict[tuple[str, Zone], str]:
        """Key of a register → what was typed for it, without fields left empty."""
        found = {}
        for meter, fields in self.groups:
            for one in fields:
                if one.text:
                    found[meter.meter.serial, Zone(one.shown.register.zone)] = one.text
        return found

    def _field(self, shown: RegisterShown) -> Field:
        name = f"value-{shown.register.pk}"
        text = self.texts.get(name, "").strip()
        if text and number_of(text) is None:
            return Field(shown, name, text, NOT_A_NUMBER, None)
        checked = self._checked_of(shown.register)
        if checked is None:
            return Field(shown, name, text, "", None)
        return Field(shown, name, text, _said(checked), checked.proposal)

    def _checked_of(self, register: Register) -> Checked | None:
        key = (register.meter.serial, register.zone)
        return next(
            (one for one in self.checked if (one.value.serial, one.value.zone) == key), None
        )

    def _shows_too_much(self) -> bool:
        """A register cannot show a value of more digits than it has."""
        digits = {one.meter.serial: one.meter.digits for one in self.meters}
        return any(one.value.value >= 10 ** digits[one.value.serial] for one in self.checked)


def number_of(text: str) -> int | None:
    """Whole units of «12 345», «012345» or «12345,6»; None for anything else."""
    found = VALUE.fullmatch(SPACES.sub("", text))
    return int(found[1]) if found else None


def _said(checked: Checked) -> str:
    told = SAID.get(checked.finding, "")
    return told.format(last=checked.last, consumption=checked.consumption)
