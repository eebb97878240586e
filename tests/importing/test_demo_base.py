"""The demo's customer base holds what the law and the conversation ask about, twice each."""

from datetime import date

import pytest
from django.db.models import Count, Q, QuerySet
from files_made_up import AT

from meterline.customers.models import (
    Account,
    BranchDay,
    Contract,
    LinkedEmail,
    LinkedPhone,
    Meter,
    MeterAct,
    MeteringPoint,
    Register,
    SubmissionWindow,
)
from meterline.demo import FOLDER
from meterline.importing.services import import_folder
from meterline.readings.models import Reading, Source

NOT_FROM_FILES = {"computed"}
"""Sources of readings that are this program's own work."""


@pytest.fixture
def _demo(db: None) -> None:
    assert import_folder(FOLDER, AT).ok


def _kinds() -> dict[str, QuerySet[object]]:
    today = AT.date()
    several = Account.objects.annotate(n=Count("points")).filter(n__gt=1)
    kinds: dict[str, QuerySet[object]] = {
        "contracts of several accounts": Contract.objects.annotate(n=Count("accounts")).filter(
            n__gt=1
        ),
        "e-mails": LinkedEmail.objects.all(),
        "city tariff": Account.objects.filter(tariff_group="city"),
        "rural tariff": Account.objects.filter(tariff_group="rural"),
        "electric heating": Account.objects.filter(electric_heating=True),
        "hours of maximum power": Account.objects.filter(max_power_hours__gt=0),
        "automatic meters": Meter.objects.filter(automatic=True),
        "premises on common property": MeteringPoint.objects.filter(common_property=True),
        "closed accounts": Account.objects.filter(state=Account.State.CLOSED),
        "meters of 4 digits": Meter.objects.filter(digits=4),
        "meters of 7 digits": Meter.objects.filter(digits=7),
        "expired verification": Meter.objects.filter(
            verified_until__lt=today, removed=None, account__state=Account.State.ACTIVE
        ),
        "replaced meters": Meter.objects.filter(
            replaced_by__installed__isnull=False, removed__isnull=False
        ),
        "closing values": Register.objects.filter(closing__isnull=False),
        "opening values": Register.objects.filter(opening__isnull=False),
        "organisations with several points": several.filter(customer__kind="organisation"),
        "dated windows": SubmissionWindow.objects.all(),
        "special days": BranchDay.objects.all(),
        "meters of three zones": Meter.objects.filter(registers__zone="peak"),
        "transformers": Meter.objects.filter(ratio__gt=1),
    }
    for act in MeterAct.Kind:
        if act != MeterAct.Kind.REPAIRED:
            kinds[f"acts: {act}"] = MeterAct.objects.filter(kind=act)
    for source in set(Source.values) - NOT_FROM_FILES:
        kinds[f"readings: {source}"] = Reading.objects.filter(source=source)
    return kinds


@pytest.mark.usefixtures("_demo")
def test_there_are_two_of_each() -> None:
    assert {name: rows.count() for name, rows in _kinds().items() if rows.count() < 2} == {}
    shared = LinkedPhone.objects.values("number").annotate(n=Count("account")).filter(n__gt=1)
    assert shared.count() >= 2


@pytest.mark.usefixtures("_demo")
def test_a_replaced_meter_ends_where_its_readings_end() -> None:
    for register in Register.objects.filter(closing__isnull=False):
        last = register.readings.order_by("counted_for").last()
        assert last is not None
        assert last.value <= (register.closing or 0)
        assert register.meter.removed is not None
        assert last.counted_for <= register.meter.removed
    opened = Register.objects.filter(Q(opening__isnull=False), readings__isnull=False)
    for register in opened.distinct():
        first = register.readings.order_by("counted_for").first()
        assert first is not None
        assert first.value >= (register.opening or 0)


@pytest.mark.usefixtures("_demo")
def test_the_callers_of_the_demo_stay_as_they_were() -> None:
    """The calls' own customers: 200 of them come first, without anything newer."""
    own = Account.objects.order_by("pk")[:200]
    assert {(one.contract_id, one.tariff_group, one.state) for one in own} == {(None, "", "active")}
    assert Meter.objects.filter(account__in=list(own)).count() == 209
    assert not Meter.objects.filter(account__in=list(own), removed__isnull=False).exists()
    assert date(2026, 10, 1) == max(Reading.objects.values_list("counted_for", flat=True))
