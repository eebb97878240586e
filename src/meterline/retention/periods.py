"""The periods: those of the package, with the company's own ones over them."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from meterline.errors import Mendable

DEFAULTS = Path(__file__).with_name("periods.toml")
OWN = "retention.toml"
"""The company's own file, in the folder of data."""

MOST = 36_525
"""A hundred years in days: more is a slip of the pen."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Stays(_Told):
    """What is not removed. `basis`: R is recalled law, D was decided by us."""

    label: str
    why: str
    law: str
    basis: Literal["R", "D"]


class Period(Stays):
    """How long a kind is kept, in days; the law lets nobody go below `least`."""

    days: int = Field(ge=0, le=MOST)
    least: int = Field(default=0, ge=0)

    @property
    def kept(self) -> timedelta:
        """The time after which a row of this kind goes."""
        return timedelta(days=self.days)


class Periods(_Told):
    """All of it: kind's key → period, and what stays."""

    kinds: Mapping[str, Period]
    stays: list[Stays]


class _Own(_Told):
    periods: Mapping[str, int] = Field(default_factory=dict)


def periods() -> Periods:
    """The periods that hold here. Raises Mendable, in Russian, for a file that is wrong."""
    default = Periods.model_validate(_read(DEFAULTS))
    path = Path(settings.METERLINE_HOME) / OWN
    if not path.exists():
        return default
    own = _own(path)
    for key, days in own.items():
        _check(path, default, key, days)
    changed = {
        key: one.model_copy(update={"days": own.get(key, one.days)})
        for key, one in default.kinds.items()
    }
    return Periods(kinds=changed, stays=default.stays)


def _own(path: Path) -> Mapping[str, int]:
    try:
        return _Own.model_validate(_read(path)).periods
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(one) for one in first["loc"])
        raise _wrong(path, f"{where}: ждём [periods] и строки «вид = целое число дней»") from error


def _check(path: Path, default: Periods, key: str, days: int) -> None:
    if key not in default.kinds:
        raise _wrong(path, f"нет вида «{key}»; есть: {', '.join(default.kinds)}")
    least = default.kinds[key].least
    if not least <= days <= MOST:
        raise _wrong(path, f"{key} = {days}: можно от {least} до {MOST} дней")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(path, f"не читается: {error}") from error


def _wrong(path: Path, what: str) -> Mendable:
    return Mendable(f"{path}: {what}", "исправьте файл сроков хранения")
