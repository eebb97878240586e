"""Columns of each file. What a company's own columns are called is not known here."""

from meterline.charging.law.facts import Ground, Reason
from meterline.customers.models import Customer, MeterAct
from meterline.importing import parsers as p
from meterline.importing.table import Columns
from meterline.readings.models import Reading, Source, Verdict

LARGEST = 10**7 - 1
"""What a meter of seven digits shows at most."""

NOT_USED = (Verdict.Kind.REJECTED.value, Verdict.Kind.CANCELLED.value)

BRANCHES = Columns(
    {
        "key": p.key,
        "name": p.text(100),
        "iana": p.time_zone,
        "account_digits": p.number(4, 20),
        "window_from": p.number(1, 31),
        "window_to": p.number(1, 31),
        "operator_sip": p.optional_text(200),
        "dispatcher_sip": p.optional_text(200),
        "hours_workday": p.hours,
        "hours_window": p.hours,
        "name_unconfirmed_allowed": p.yes_no,
        "zone_order": p.zone_order,
    },
    {"dispatcher_number": p.dialled},
)

CUSTOMERS = Columns(
    {
        "account": p.digits,
        "branch": p.key,
        "kind": p.one_of(Customer.Kind.values),
        "name": p.text(200),
        "address": p.optional_text(300),
        "phone": p.several(p.phone),
        "residents": p.optional(p.number(0, 100)),
        "rooms": p.optional(p.number(0, 100)),
        "electric_stove": p.yes_no,
        "max_power_kw": p.optional(p.amount),
    },
    {
        "contract": p.optional(p.text(30)),
        "tariff_group": p.optional_key,
        "electric_heating": p.yes_no,
        "max_power_hours": p.optional(p.number(0, 744)),
        "meter_can_be_fitted": p.yes_no,
        "email": p.several(p.email),
        "closed": p.yes_no,
    },
)

METERS = Columns(
    {
        "account": p.digits,
        "serial": p.text(30),
        "zones": p.number(1, 3),
        "digits": p.number(4, 7),
        "installed": p.optional(p.day),
        "verified_until": p.optional(p.day),
        "ratio": p.ratio,
    },
    {
        "point": p.optional(p.text(100)),
        "automatic": p.yes_no,
        "removed": p.optional(p.day),
        "replaces": p.optional(p.text(30)),
        "opening": p.shown,
        "closing": p.shown,
    },
)

READINGS = Columns(
    {
        "account": p.digits,
        "serial": p.text(30),
        "month": p.month,
        "zone": p.zone,
        "value": p.number(0, LARGEST),
        "source": p.one_of(Source.values),
    },
    {
        # What our own exports tell besides; of these only the status is looked at.
        "status": p.one_of(["", *Reading.Status.values, *NOT_USED]),
        "reason": p.optional_text(1000),
        "received_at": p.optional_text(40),
        "author": p.optional_text(100),
        "evidence": p.optional_text(200),
        "receipt": p.optional_text(20),
    },
)

POINTS = Columns(
    {"account": p.digits, "name": p.text(100)},
    {
        "address": p.optional_text(300),
        "max_power_kw": p.optional(p.amount),
        "common_property": p.yes_no,
    },
)

ACTS = Columns(
    {
        "account": p.digits,
        "serial": p.text(30),
        "kind": p.one_of(MeterAct.Kind.values),
        "day": p.day,
    },
    {"number": p.optional_text(50), "note": p.optional_text(300)},
)

WINDOWS = Columns(
    {
        "branch": p.key,
        "valid_from": p.month,
        "first_day": p.number(1, 31),
        "last_day": p.number(1, 31),
    }
)

DAYS = Columns(
    {"branch": p.key, "day": p.day, "hours": p.hours},
    {"note": p.optional_text(200)},
)

GIS_IDS = Columns(
    {"account": p.digits, "serial": p.text(30), "house": p.guid, "device": p.guid},
)

CHARGES = Columns(
    {
        "account": p.digits,
        "period": p.month,
        "place": p.number(1, 9999),
        "point": p.optional_text(100),
        "point_meter": p.optional_text(30),
        "serial": p.optional_text(30),
        "zone": p.zone,
        "range": p.optional(p.number(1, 9)),
        "month": p.month,
        "ground": p.one_of([ground.value for ground in Ground]),
        "reason": p.one_of(["", *(reason.value for reason in Reason)]),
        "rule": p.text(10),
        "energy": p.signed(4),
        "price": p.signed(5),
        "coefficient": p.signed(3),
        "amount": p.signed(2),
        "tariff": p.text(200),
        "placeholder": p.yes_no,
        "numbers": p.numbers,
    },
    {"explanation": p.optional_text(5000)},
)

_SHOWN = p.kept(p.optional(p.number(0, LARGEST * 10)))

REGISTRY = Columns(
    {"payment": p.text(60), "account": p.kept(p.digits)},
    {
        "serial": p.optional(p.text(30)),
        "t1": _SHOWN,
        "t2": _SHOWN,
        "t3": _SHOWN,
        "given": p.optional(p.moment),
        "time": p.optional(p.clock),
        "amount": p.optional(p.signed(2)),
        "commission": p.optional(p.signed(2)),
        "source": p.one_of(Source.values),
        "payer": p.optional_text(200),
    },
)
"""Payments with readings. `given` is the day of the payment or its moment, `time` completes it.

What a consumer typed, the account and the readings, is kept though it cannot be read: the
money has come. `commission` is looked at only in totals, `payer` helps to find the account.
"""

COLUMNS: dict[str, Columns] = {
    "branches": BRANCHES,
    "windows": WINDOWS,
    "days": DAYS,
    "customers": CUSTOMERS,
    "points": POINTS,
    "meters": METERS,
    "acts": ACTS,
    "readings": READINGS,
    "charges": CHARGES,
    "gis-ids": GIS_IDS,
}
"""What a file holds → its columns."""
