"""From the moment a reading is given to what is charged (receiving_cases.yaml)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from charging_made_up import AFTER, clock_at, make_account, make_branch, make_meter
from law_cases_reading import month

from meterline.charging.engine import Order, charge_month
from meterline.charging.explained import explained
from meterline.charging.lawbook import lawbook
from meterline.charging.models import Line
from meterline.charging.sheet_services import import_built_in
from meterline.customers.models import Branch, Customer, Meter, MeteringPoint, SubmissionWindow
from meterline.language.zones import Zone
from meterline.readings.checks import MeterValue
from meterline.readings.models import JournalEntry, Source
from meterline.readings.periods import shift
from meterline.readings.services import submit_reading
from meterline.readings.submission import Submission

FILE = Path(__file__).parent / "receiving_cases.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))
KNOWN = {
    *("case", "rules", "why", "branch", "zone", "windows", "group", "organisation"),
    *("common_property", "shown", "given", "charged", "journal", "never_said"),
}


def made(case: Mapping[str, Any]) -> Meter:
    """The branch, the account and its meter as they are before the first charged month."""
    branch = make_branch(case.get("branch", "khakassia"), case.get("zone", "Asia/Krasnoyarsk"))
    SubmissionWindow.objects.bulk_create(
        SubmissionWindow(branch=branch, valid_from=since, first_day=first, last_day=last)
        for since, first, last in case.get("windows", ())
    )
    kind = Customer.Kind.ORGANISATION if case.get("organisation") else Customer.Kind.PERSON
    account = make_account(branch, 1, kind=kind, tariff_group=case.get("group", ""))
    point = None
    if case.get("common_property"):
        point = MeteringPoint.objects.create(account=account, name="кафе", common_property=True)
    first_charged = month(min(case["charged"]))
    return make_meter(account, {"single": case["shown"]}, shift(first_charged, -1), point=point)


def submit(meter: Meter, at: str, value: int) -> None:
    values = (MeterValue(meter.serial, Zone.SINGLE, value),)
    moment = datetime.fromisoformat(at)
    submit_reading(Submission(meter.account.number, values, Source.WEB, moment, key=at))


def run(branch: Branch, period: date) -> None:
    at = datetime(*shift(period, 1).timetuple()[:2], 20, 12, tzinfo=branch.zone)
    order = Order(branch, period, "billing", clock_at(at))
    assert charge_month(order, lawbook(branch, period)).refused == []


def told(lines: Iterator[Line], with_price: bool) -> str:
    """The only line of a charge as a case writes it."""
    [line] = lines
    words = [line.ground, line.reason, f"{line.energy.normalize():f}"]
    price = [f"{line.price.normalize():f}"] if with_price else []
    return " ".join(filter(None, words + price))


def charge(case: Mapping[str, Any]) -> Meter:
    meter = made(case)
    import_built_in("billing", AFTER)
    for at, value in case["given"].items():
        submit(meter, at, value)
    for period in sorted(case["charged"]):
        run(meter.account.branch, month(period))
    return meter


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_what_is_given_when_is_charged_so(db: None, case: dict[str, Any]) -> None:
    assert set(case) <= KNOWN
    assert case["why"]
    meter = charge(case)
    lines = Line.objects.filter(charge__account=meter.account, charge__successor=None)
    assert {
        period: told(lines.filter(charge__period=month(period)).iterator(), "group" in case)
        for period in case["charged"]
    } == case["charged"]


@pytest.mark.parametrize(
    "case", [one for one in CASES if "journal" in one], ids=lambda case: case["case"]
)
def test_each_transmission_is_proven(db: None, case: dict[str, Any]) -> None:
    charge(case)
    transmissions = JournalEntry.objects.filter(kind="transmission").order_by("number")
    fields = ("receipt__issued_at", "body", "hash", "previous")
    received, bodies, hashes, before = zip(*transmissions.values_list(*fields), strict=True)
    assert list(received) == [datetime.fromisoformat(at) for at in case["given"]]
    for body, value in zip(bodies, case["given"].values(), strict=True):
        assert str(value) in body
    assert before[1:] == hashes[:-1]


@pytest.mark.parametrize(
    "case", [one for one in CASES if "never_said" in one], ids=lambda case: case["case"]
)
def test_words_that_are_never_said(db: None, case: dict[str, Any]) -> None:
    meter = charge(case)
    found = explained(Line.objects.filter(charge__account=meter.account))
    sentences = [one.sentence.lower() for one in found]
    assert sentences
    assert not [word for word in case["never_said"] for text in sentences if word in text]
