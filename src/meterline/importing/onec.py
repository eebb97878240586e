"""JSON as it is exchanged with 1C: the schema of readings and charges.

A file is an object with `format`, `version` and a list. The same models check what comes in
and describe what goes out; `docs/exchange.md` shows samples.
"""

from datetime import date as Date  # noqa: N812 - a field is called `date`
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from meterline.charging.law.facts import Ground, Reason
from meterline.language.zones import Zone
from meterline.readings.models import Source

READINGS = "meterline-readings"
CHARGES = "meterline-charges"
VERSION = 1

Account = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,20}$")]
Serial = Annotated[str, StringConstraints(min_length=1, max_length=30)]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Shown = Annotated[int, Field(ge=0, lt=10**7)]
Status = Literal["accepted", "under_review", "rejected", "cancelled"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReadingRecord(_Strict):
    """What a meter showed: T1 is the only tariff, the day or the peak, T2 the night, T3 half-peak.

    `date` is when it was given, `period` the month it counts for (without it, that of the
    date); `id` tells the same record again. `reason` says why the status is what it is.
    """

    account: Account
    meter: Serial
    date: Date
    T1: Shown | None = None
    T2: Shown | None = None
    T3: Shown | None = None
    source: Source = Source.CONSUMER
    status: Status = "accepted"
    reason: Annotated[str, StringConstraints(max_length=1000)] = ""
    period: Month | None = None
    id: Annotated[str, StringConstraints(max_length=60)] = ""

    @property
    def shown(self) -> dict[int, int]:
        """Tariff's number → value, those given."""
        given = {1: self.T1, 2: self.T2, 3: self.T3}
        return {tariff: value for tariff, value in given.items() if value is not None}

    @model_validator(mode="after")
    def _something(self) -> "ReadingRecord":
        if not self.shown:
            raise ValueError("нет ни одного из значений T1, T2, T3")
        return self


class LineRecord(_Strict):
    """A line of a charge. `point` names the metering point, `point_meter` the first meter of
    an unnamed one; `numbers` are what the explanation is made of.
    """

    point: str = ""
    point_meter: str = ""
    meter: str = ""
    zone: Zone
    range: Annotated[int, Field(ge=1, le=9)] | None = None
    month: Month
    ground: Ground
    reason: Reason | None = None
    rule: Annotated[str, StringConstraints(max_length=10)]
    energy: Decimal
    price: Decimal
    coefficient: Decimal = Decimal(1)
    amount: Decimal
    tariff: Annotated[str, StringConstraints(max_length=200)]
    placeholder: bool = False
    numbers: dict[str, Any] = {}
    explanation: str = ""


class ChargeRecord(_Strict):
    """What an account pays for a month: kWh, roubles, and the lines that they are the sum of."""

    account: Account
    period: Month
    energy: Decimal
    amount: Decimal
    lines: list[LineRecord]

    @model_validator(mode="after")
    def _adds_up(self) -> "ChargeRecord":
        if sum((line.amount for line in self.lines), Decimal(0)) != self.amount:
            raise ValueError("сумма строк не равна amount")
        if sum((line.energy for line in self.lines), Decimal(0)) != self.energy:
            raise ValueError("объём строк не равен energy")
        return self


class ReadingsFile(_Strict):
    """A file of readings."""

    format: Literal["meterline-readings"]
    version: Literal[1]
    readings: list[ReadingRecord]


class ChargesFile(_Strict):
    """A file of charges."""

    format: Literal["meterline-charges"]
    version: Literal[1]
    charges: list[ChargeRecord]
