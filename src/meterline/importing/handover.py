"""What came of a registry, for the person who hands it over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from meterline.importing.report import FileReport, Problem


@dataclass
class Outcome:
    """What came of some of a file's rows.

    Of readings: `accepted` now, `known` from earlier, `under_review` stored for a person to
    look at; rows that are `empty` bring none. `paid` payments are new and come to `paid_sum`
    roubles, `paid_before` were taken earlier. `refused` found no place and are held;
    `stored` counts the rows that brought anything new.
    """

    accepted: int = 0
    known: int = 0
    empty: int = 0
    paid: int = 0
    paid_before: int = 0
    paid_sum: Decimal = Decimal(0)
    stored: int = 0
    under_review: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Count what came of more rows."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Handover(Outcome):
    """What came of a file."""

    file: FileReport = field(default_factory=lambda: FileReport(""))
    dry_run: bool = False

    def __str__(self) -> str:
        if self.file.problems:
            return str(self.file)
        told = (
            f"{self.file.file}: строк {self.file.rows}, принято {self.accepted}, "
            f"на проверку {len(self.under_review)}, не принято {len(self.refused)}, "
            f"были раньше {self.known}, без показаний {self.empty}"
        )
        return "; ".join([told, *self._money()])

    def _money(self) -> Iterable[str]:
        if self.paid or self.paid_before:
            total = f"{self.paid_sum:.2f}".replace(".", ",")
            yield f"платежей {self.paid} на {total} ₽, были раньше {self.paid_before}"
