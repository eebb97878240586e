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
NOTHING = "Впишите показание хотя бы одного счётчика."
ALL_ZONES = "Впишите показание и этой зоны."

SAID = {
    Finding.SAME: "Показание не изменилось с прошлого раза. Так и записать?",
    Finding.ROLL_OVER: "Похоже, счётчик перешёл через ноль. Так и записать?",
    Finding.LOWER: "Меньше прежнего показания. Посмотрите, пожалуйста, на счётчик ещё раз.",
    Finding.TOO_HIGH: "Получается слишком большой расход: {consumption} кВт·ч.",
    Finding.COMMA: "Похоже, вписана и цифра после запятой.",
    Finding.SWAPPED: "Похоже, зоны перепутаны местами.",
    Finding.TOO_MANY_DIGITS: "Цифр больше, чем на счётчике.",
}
"""What is asked of a value that is not plainly fine."""


class Field(NamedTuple):
    """A register's field: what was typed, and what is to be told of it.

    `fixes` are the values that were probably meant, by the names of fields.
    """

    shown: RegisterShown
    name: str
    text: str
    problem: str = ""
    fixes: tuple[tuple[str, int], ...] = ()

    @property
    def fix(self) -> str:
        """The fixes as the value of a button."""
        return ",".join(f"{name}={value}" for name, value in self.fixes)

    @property
    def fix_label(self) -> str:
        """What the button says."""
        if len(self.fixes) > 1:
            return "Поменять местами и передать"
        return f"Записать {self.fixes[0][1]} и передать" if self.fixes else ""


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
        return [(one, [self._field(one, shown) for shown in one.registers]) for one in asked]

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
    def complete(self) -> bool:
        """Whether values were typed, all are numbers, and no zone of a meter is left out."""
        return bool(self.values) and not any(one.problem for one in self._fields())

    @property
    def review(self) -> bool:
        """Whether a person would look at the values."""
        return not {one.finding for one in self.checked} <= PLAUSIBLE

    @property
    def may_insist(self) -> bool:
        """Whether the values may be stored in spite of the questions: if they can be shown."""
        doubted = any(one.finding is not Finding.FINE for one in self.checked)
        return doubted and not self._shows_too_much()

    @property
    def digest(self) -> str:
        """Names the values: only those that were asked about can be insisted on."""
        said = repr(sorted((one.serial, one.zone.value, one.value) for one in self.values))
        return sha256(said.encode()).hexdigest()[:16]

    def check(self, at: datetime) -> bool:
        """Check all values; whether there is nothing to ask. Raises NotAccepted."""
        self.checked = check_account_values(self.account.number, self.values, at, Source.WEB)
        return all(one.finding is Finding.FINE for one in self.checked)

    def hand_over(self, at: datetime, token: str, evidence: str, *, insisted: bool) -> Accepted:
        """Store the values. The same form with the same values is stored once.

        Raises NotAccepted.
        """
        return submit_reading(
            Submission(
                account=self.account.number,
                values=self.values,
                source=Source.WEB,
                received_at=at,
                author="личный кабинет",
                evidence=evidence,
                key=f"cabinet:{self.account.pk}:{token}:{self.digest}",
                insisted=insisted,
            )
        )

    def _fields(self) -> list[Field]:
        return [one for _, fields in self.groups for one in fields]

    def _typed(self) -> dict[tuple[str, Zone], str]:
        """Key of a register → what was typed for it, without fields left empty."""
        return {
            (one.shown.register.meter.serial, Zone(one.shown.register.zone)): one.text
            for one in self._fields()
            if one.text
        }

    def _text(self, shown: RegisterShown) -> str:
        return self.texts.get(_name(shown), "").strip()

    def _field(self, meter: MeterShown, shown: RegisterShown) -> Field:
        text = self._text(shown)
        name = _name(shown)
        if text and number_of(text) is None:
            return Field(shown, name, text, NOT_A_NUMBER)
        if not text and any(map(self._text, meter.registers)):
            return Field(shown, name, text, ALL_ZONES)
        checked = self._checked_of(shown.register)
        if checked is None:
            return Field(shown, name, text)
        return Field(shown, name, text, _said(checked), self._fixes(meter, shown, checked))

    def _fixes(
        self, meter: MeterShown, shown: RegisterShown, checked: Checked
    ) -> tuple[tuple[str, int], ...]:
        """The value that was meant; zones that changed places are set right together."""
        if checked.finding is not Finding.SWAPPED:
            return () if checked.proposal is None else ((_name(shown), checked.proposal),)
        every = [(_name(one), self._checked_of(one.register)) for one in meter.registers]
        swapped = [
            (name, one.proposal) for name, one in every if one and one.finding is Finding.SWAPPED
        ]
        first = swapped[0][0] == _name(shown)
        return tuple((name, value or 0) for name, value in swapped) if first else ()

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


def _name(shown: RegisterShown) -> str:
    return f"value-{shown.register.pk}"


def _said(checked: Checked) -> str:
    return SAID.get(checked.finding, "").format(consumption=checked.consumption)
