"""What differs between us and a provider, as a file for accountants."""

import csv
from collections.abc import Iterable
from pathlib import Path

from meterline.payments.online.reconciling import Differing

COLUMNS = ("что", "расхождение", "номер", "лицевой счёт", "у нас, ₽", "у платёжной системы, ₽")

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute: the provider's words are not ours."""


def write_csv(path: Path, differing: Iterable[Differing]) -> None:
    """CSV with `;` in UTF-8 with a byte order mark, as Excel opens it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        for one in differing:
            sums = ["" if side is None else f"{side:.2f}" for side in (one.ours, one.theirs)]
            number = f"'{one.number}" if one.number.startswith(FORMULAS) else one.number
            writer.writerow([one.what, one.difference.value, number, one.account, *sums])
