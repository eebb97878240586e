"""The fields of a page with what stands in them and what is wrong with it."""

from dataclasses import dataclass

from meterline.readings.asking.asked import FieldAsked
from meterline.readings.asking.doubts import Doubt
from meterline.readings.asking.filled import Filled


@dataclass(frozen=True)
class FieldShown:
    """A field as the template shows it. `focus`: it is the first that has to be looked at."""

    asked: FieldAsked
    text: str
    problem: str
    doubt: Doubt | None
    focus: bool

    @property
    def described_by(self) -> str:
        """Ids of what a screen reader says of the field."""
        name = self.asked.name
        ids = [f"{name}-last"]
        ids += [f"{name}-problem"] if self.problem else []
        ids += [self.doubt.id] if self.doubt else []
        return " ".join(ids)

    @property
    def question(self) -> Doubt | None:
        """The question about it, at the first field of those it is about."""
        first = self.doubt is not None and self.doubt.fields[0] == self.asked
        return self.doubt if first else None


@dataclass(frozen=True)
class MeterShown:
    """A meter of the page; without fields where it sends its readings itself."""

    serial: str
    place: str
    fields: tuple[FieldShown, ...]


def shown(form: Filled) -> tuple[MeterShown, ...]:
    """The page's meters."""
    doubted = {field.name: doubt for doubt in form.doubts for field in doubt.fields}
    wrong = [one for one in form.asked.fields if one.name in form.problems or one.name in doubted]
    first = next(iter(wrong or form.asked.fields), None)
    return tuple(
        MeterShown(
            meter.serial,
            meter.place,
            tuple(
                FieldShown(
                    one,
                    form.typed[one.name].text,
                    form.problems.get(one.name, ""),
                    doubted.get(one.name),
                    one is first,
                )
                for one in meter.fields
            ),
        )
        for meter in form.asked.meters
    )
