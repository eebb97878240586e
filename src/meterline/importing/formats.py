"""Columns of each file. What a company's own columns are called is not known here."""

from meterline.customers.models import Customer, MeterAct
from meterline.importing import parsers as p
from meterline.importing.table import Columns
from meterline.readings.models import Source

LARGEST = 10**7 - 1
"""What a meter of seven digits shows at most."""

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
        "phone": p.phone,
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
        "email": p.email,
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
    }
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
