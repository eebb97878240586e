"""Shapes of requests and answers. Names are the field's own; texts for people are Russian."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

from meterline.language.zones import Zone

Value = Annotated[int, Field(ge=0, lt=10**7, description="Whole units before the comma")]
Month = Annotated[date, Field(description="First day of the billing period")]


class Problem(Schema):
    """Why a request was refused. `message` is a Russian sentence for the consumer."""

    code: str
    message: str


class Finding(Schema):
    """What the check of one value found, and which value may be meant."""

    meter: str
    zone: Zone
    value: int
    finding: str
    last: int | None
    proposal: int | None


class Implausible(Problem):
    """Values that the history does not bear out: mend them, or insist."""

    findings: list[Finding]


class GivenValue(Schema):
    """A value of one register. `meter` may be left out where the account has one."""

    meter: Annotated[str, Field(max_length=30)] | None = None
    zone: Zone = Zone.SINGLE
    value: Value


class Given(Schema):
    """Readings of one account. `insist` stores implausible ones for a person to look at."""

    values: Annotated[list[GivenValue], Field(min_length=1, max_length=50)]
    insist: bool = False


class GivenFor(Given):
    """Readings that another program of the company hands over for an account."""

    account: Annotated[str, Field(pattern=r"^\d{4,20}$")]
    key: Annotated[str, Field(min_length=1, max_length=100, description="Idempotency key")]
    source: Literal["registry", "receipt", "clerk", "control", "smart"] = "registry"
    evidence: Annotated[str, Field(max_length=200)] = ""


class Batch(Schema):
    """Readings of many accounts."""

    items: Annotated[list[GivenFor], Field(min_length=1, max_length=1000)]


class Receipt(Schema):
    """What was stored. `consumption` is in kWh."""

    receipt: str
    counted_for: Month
    consumption: int | None
    late: bool
    early: bool
    duplicate: bool
    under_review: bool


class Handed(Schema):
    """What became of one item of a batch."""

    account: str
    key: str
    receipt: Receipt | None = None
    problem: Problem | None = None


class MonthStatus(Schema):
    """The billing period that a reading given now counts for."""

    period: Month
    window_open: bool
    window_first: date
    window_last: date
    days_left: Annotated[int, Field(description="Days to the window's last day, 0 on it")]
    deadline: datetime
    submitted: bool


class RegisterState(Schema):
    """A register with its last reading that holds."""

    zone: Zone
    last: int | None


class MeterState(Schema):
    """A meter with its registers in the order of the bill."""

    meter: str
    digits: int
    automatic: bool
    registers: list[RegisterState]


class AccountState(Schema):
    """An account as its owner's programs see it."""

    account: str
    branch: str
    active: bool
    organisation: bool
    month: MonthStatus
    meters: list[MeterState]


class Submitted(Schema):
    """A reading of the ledger."""

    id: int
    meter: str
    zone: Zone
    value: int
    counted_for: Month
    received_at: datetime
    source: str
    status: str
    receipt: str | None
    corrects: int | None


class Computed(Schema):
    """A volume that was charged without a reading, kept apart from what was submitted."""

    period: Month
    energy: Decimal
    ground: str
    reason: str
    explanation: str


class History(Schema):
    """What was submitted and what was computed, apart."""

    submitted: list[Submitted]
    computed: list[Computed]


class ChargeLine(Schema):
    """A line of a charge with its explanation in Russian."""

    zone: Zone
    range: int | None
    energy: Decimal
    price: Decimal
    coefficient: Decimal
    amount: Decimal
    ground: str
    explanation: str


class ChargeOf(Schema):
    """A charge of one billing period. `issuable` is false where a placeholder is in it."""

    account: str
    period: Month
    energy: Decimal
    amount: Decimal
    issuable: bool
    lines: list[ChargeLine]


class CustomerRow(Schema):
    """A customer's account for the company's other programs."""

    id: int
    account: str
    branch: str
    kind: str
    name: str
    address: str
    active: bool
    meters: list[MeterState]


class CustomerPage(Schema):
    """Some customers; ask again with `after` = `next` until it is null."""

    rows: list[CustomerRow]
    next: int | None


class Event(Schema):
    """What an entry of the journal tells of the ledger: a transmission, or a decision.

    `readings` holds the rows it tells of; `verdict` and `why` are a decision's.
    """

    entry: int
    at: datetime
    event: Literal["reading.transmitted", "reading.decided"]
    account: str
    branch: str
    receipt: str | None
    readings: list[Submitted]
    verdict: str | None = None
    why: str | None = None


class EventPage(Schema):
    """What came into the ledger after a cursor, in the journal's order."""

    events: list[Event]
    next: Annotated[int, Field(description="Cursor of the next question")]
    more: bool


class ChargePage(Schema):
    """Some charges of a month; ask again with `after` = `next` until it is null."""

    rows: list[ChargeOf]
    next: int | None
