"""Columns of each file."""

from meterline.customers.models import Customer
from meterline.importing import parsers as p
from meterline.importing.table import Columns
from meterline.readings.models import Source

LARGEST = 10**7 - 1
"""What a meter of seven digits shows at most."""

BRANCHES: Columns = {
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
}

CUSTOMERS: Columns = {
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
}

METERS: Columns = {
    "account": p.digits,
    "serial": p.text(30),
    "zones": p.number(1, 3),
    "digits": p.number(4, 7),
    "installed": p.optional(p.day),
    "verified_until": p.optional(p.day),
    "ratio": p.ratio,
}

READINGS: Columns = {
    "account": p.digits,
    "serial": p.text(30),
    "month": p.month,
    "zone": p.zone,
    "value": p.number(0, LARGEST),
    "source": p.one_of(Source.values),
}
