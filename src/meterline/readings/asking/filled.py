"""A form with values, as it came back from the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from meterline.readings.asking.asked import Asked, FieldAsked
from meterline.readings.asking.doubts import Doubt, doubts
from meterline.readings.asking.typed import Typed, read_value
from meterline.readings.checks import MeterValue, check_values
from meterline.readings.submission import digest

NOTHING = "Впишите показания хотя бы одного счётчика."
ALL_ZONES = "Впишите показания и этой зоны."


@dataclass(frozen=True)
class Filled:
    """What was typed into the fields of an account, with all that is wrong with it."""

    asked: Asked
    typed: Mapping[str, Typed]
    complete: bool = field(default=True, kw_only=True)
    """Whether the form was sent off; a half-filled one has no missing values yet."""

    @cached_property
    def values(self) -> tuple[MeterValue, ...]:
        """The values that were understood."""
        return tuple(one.value(value) for one, value in self._given)

    @property
    def _given(self) -> list[tuple[FieldAsked, int]]:
        found = [(one, self.typed[one.name].value) for one in self.asked.fields]
        return [(one, value) for one, value in found if value is not None]

    @cached_property
    def problems(self) -> dict[str, str]:
        """What has to be mended before anything is handed over, by field."""
        found = {name: one.problem for name, one in self.typed.items() if one.problem}
        if self.complete:
            found |= self._missing()
        return found

    def _missing(self) -> dict[str, str]:
        fields = self.asked.fields
        if not any(self.typed[one.name].text for one in fields):
            return {one.name: NOTHING for one in fields[:1]}
        begun = {one.serial for one in fields if self.typed[one.name].text}
        return {
            one.name: ALL_ZONES
            for one in fields
            if one.serial in begun and not self.typed[one.name].text
        }

    @cached_property
    def doubts(self) -> list[Doubt]:
        """Questions about the understood values."""
        checked = check_values(self.values, self.asked.known.registers)
        by_key = {(one.value.serial, one.value.zone): one for one in checked}
        return doubts([(one, by_key[one.key]) for one, _ in self._given])

    @property
    def may_insist(self) -> bool:
        """Whether the values may be handed over in spite of the questions."""
        return all(doubt.insist for doubt in self.doubts)

    def insisted(self, digest: str | None) -> bool:
        """Whether the questions were read and the values stand: their digest came back."""
        return bool(self.doubts) and self.may_insist and digest == self.digest

    @property
    def review(self) -> bool:
        """Whether a person will look at values that are insisted on."""
        return any(doubt.review for doubt in self.doubts)

    @cached_property
    def digest(self) -> str:
        """Names these values: only those that were asked about can be insisted on."""
        return digest(*(f"{one.name}={value}" for one, value in self._given))[:16]

    def mended(self, fix: str) -> "Filled":
        """The same form with the values of a doubt's fix; other texts are passed over."""
        meant = dict(part.partition("=")[::2] for part in fix.split(","))
        known = {name: read_value(text) for name, text in meant.items() if name in self.typed}
        return Filled(self.asked, {**self.typed, **known})


def filled(asked: Asked, form: Mapping[str, str], *, complete: bool = True) -> Filled:
    """The form of an account's page with what came back."""
    typed = {one.name: read_value(form.get(one.name, "")) for one in asked.fields}
    return Filled(asked, typed, complete=complete)
