"""Until when organisations' readings count for a month (Decree 442, L4), and who goes by it."""

import tomllib
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from uuid import uuid4

import pytest
from company_made_up import given, make_account, make_branch
from ledger_made_up import moment

from meterline.api.own import month_status
from meterline.calls.models import Call
from meterline.cli.company import DjangoCompany
from meterline.customers.models import (
    Account,
    Customer,
    LinkedPhone,
    Meter,
    MeteringPoint,
    SubmissionWindow,
)
from meterline.dialogue.claim import Claim
from meterline.dialogue.conversation import step
from meterline.dialogue.events import ValuesStored
from meterline.dialogue.facts import MeterValue, Receipt
from meterline.dialogue.state import Stage, State
from meterline.language.zones import Zone
from meterline.readings.models import Reading, Source
from meterline.readings.periods import place
from meterline.readings.selectors import account_card
from meterline.readings.services import submit_reading
from meterline.readings.snapshot import snapshot
from meterline.readings.terms import ORGANISATIONS, Whose, term_of, whose
from meterline.reminders.models import Campaign
from meterline.reminders.selectors import unsubmitted

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
PHONE = "+79134423435"


def organisation(number: str = "100000003", iana: str = "Asia/Krasnoyarsk") -> Account:
    account = make_account(
        number, {"single": [10_000, 10_100]}, branch=make_branch(iana.lower()[5:], iana)
    )
    Customer.objects.filter(accounts=account).update(kind=Customer.Kind.ORGANISATION)
    return Account.objects.get(pk=account.pk)


def at_points(account: Account, *common: bool) -> Account:
    """The account's meter at the first of such points, a meter of its own at each other."""
    for number, one in enumerate(common):
        point = MeteringPoint.objects.create(
            account=account, name=f"Точка {number}", common_property=one
        )
        if number == 0:
            account.meters.update(point=point)
        else:
            meter = Meter.objects.create(
                account=account, point=point, serial=f"P{number}", digits=5, ratio=Decimal(1)
            )
            meter.registers.create(zone="single")
    return account


@pytest.fixture
def shop(db: None) -> Account:
    """A shop of its own."""
    return organisation()


@pytest.fixture
def flat_shop(db: None) -> Account:
    """A shop on the ground floor of a block, measured on its common property."""
    return at_points(organisation("100000002"), True)


def counted(account: Account, local: str) -> tuple[str, str, bool, bool]:
    """Month that it was for and that it counts for, late, early; `local` is the branch's time."""
    at = datetime.fromisoformat(local).replace(tzinfo=account.branch.zone)
    found = place(at, term_of(account, at))
    return f"{found.period:%Y-%m}", f"{found.counted_for:%Y-%m}", found.late, found.early


@pytest.mark.parametrize(
    ("local", "period", "counts", "late", "early"),
    [
        ("2026-11-29T23:59:59", "2026-11", "2026-11", False, True),
        ("2026-11-30T00:00:00", "2026-11", "2026-11", False, False),
        ("2026-11-30T23:59:59", "2026-11", "2026-11", False, False),
        ("2026-12-01T00:00:00", "2026-11", "2026-11", False, False),
        ("2026-12-01T23:59:59", "2026-11", "2026-11", False, False),
        ("2026-12-02T00:00:00", "2026-11", "2026-12", True, False),
        ("2026-12-15T23:59:59", "2026-11", "2026-12", True, False),
        ("2026-12-16T00:00:00", "2026-12", "2026-12", False, True),
        ("2026-12-25T12:00:00", "2026-12", "2026-12", False, True),
        ("2026-12-30T23:59:59", "2026-12", "2026-12", False, True),
        ("2026-12-31T00:00:00", "2026-12", "2026-12", False, False),
        ("2027-01-01T23:59:59", "2026-12", "2026-12", False, False),
        ("2027-01-02T00:00:00", "2026-12", "2027-01", True, False),
        ("2027-02-27T23:59:59", "2027-02", "2027-02", False, True),
        ("2027-02-28T00:00:00", "2027-02", "2027-02", False, False),
        ("2028-02-28T23:59:59", "2028-02", "2028-02", False, True),
        ("2028-02-29T00:00:00", "2028-02", "2028-02", False, False),
        ("2028-03-01T23:59:59", "2028-02", "2028-02", False, False),
        ("2028-03-02T00:00:00", "2028-02", "2028-03", True, False),
    ],
)
def test_an_organisation_hands_over_by_the_end_of_the_1st(
    *, shop: Account, local: str, period: str, counts: str, late: bool, early: bool
) -> None:
    assert counted(shop, local) == (period, counts, late, early)


@pytest.mark.parametrize(
    ("local", "counts", "late", "early"),
    [
        ("2026-12-22T23:59:59", "2026-12", False, True),
        ("2026-12-23T00:00:00", "2026-12", False, False),
        ("2026-12-26T23:59:59", "2026-12", False, False),
        ("2026-12-27T00:00:00", "2027-01", True, False),
        ("2026-12-31T23:59:59", "2027-01", True, False),
        ("2027-01-01T00:00:00", "2027-01", False, True),
    ],
)
def test_premises_on_common_property_hand_over_by_the_end_of_the_26th(
    flat_shop: Account, local: str, counts: str, late: bool, early: bool
) -> None:
    assert counted(flat_shop, local) == (local[:7], counts, late, early)


@pytest.mark.parametrize(
    ("iana", "last_second"),
    [("Asia/Omsk", "2026-12-01T17:59:59+00:00"), ("Asia/Chita", "2026-12-01T14:59:59+00:00")],
)
def test_the_1st_ends_at_the_branchs_own_midnight(db: None, iana: str, last_second: str) -> None:
    account = organisation(iana=iana)
    term = term_of(account, moment(last_second))
    assert place(moment(last_second), term).counted_for == NOVEMBER
    midnight = last_second.replace("17:59:59", "18:00:00").replace("14:59:59", "15:00:00")
    assert place(moment(midnight), term_of(account, moment(midnight))).counted_for == DECEMBER


@pytest.mark.parametrize(
    ("points", "pointless_meter", "expected"),
    [
        ((), False, Whose.ORGANISATION),
        ((True,), False, Whose.COMMON_PROPERTY),
        ((True, True), False, Whose.COMMON_PROPERTY),
        ((True, False), False, Whose.ORGANISATION),
        ((False,), False, Whose.ORGANISATION),
        ((True,), True, Whose.ORGANISATION),
    ],
)
def test_common_property_means_all_points(
    shop: Account, points: tuple[bool, ...], pointless_meter: bool, expected: Whose
) -> None:
    at_points(shop, *points)
    if pointless_meter:
        meter = Meter.objects.create(account=shop, serial="88", digits=5)
        meter.registers.create(zone="single")
    assert whose(shop) is expected
    # Once it is taken out it measures nothing any more.
    shop.meters.filter(serial="88").update(removed=date(2026, 10, 1))
    assert whose(shop) is (Whose.COMMON_PROPERTY if pointless_meter else expected)


def test_a_person_on_common_property_is_a_household(single: Account) -> None:
    at_points(single, True)
    assert whose(single) is Whose.HOUSEHOLD
    assert counted(single, "2026-11-26T00:00:00") == ("2026-11", "2026-12", True, False)


def test_the_days_are_those_that_charging_goes_by() -> None:
    sheets = files("meterline.charging") / "data" / "rules"
    rules = [tomllib.loads(one.read_text("utf-8")) for one in sheets.iterdir()]
    assert rules
    for sheet in rules:
        days = sheet["organisations"]
        [ours] = [one for one in ORGANISATIONS if one.valid_from <= sheet["valid_from"]]
        assert (ours.hand_over, *ours.common_property) == (
            days["hand_over_day"],
            days["common_property_first_day"],
            days["common_property_hand_over_day"],
        )


@pytest.mark.parametrize(
    ("at", "period", "counts", "late", "early"),
    [
        ("2026-12-01T23:59:59+07:00", NOVEMBER, NOVEMBER, False, False),
        ("2026-12-02T00:00:00+07:00", NOVEMBER, DECEMBER, True, False),
        ("2026-11-29T12:00:00+07:00", NOVEMBER, NOVEMBER, False, True),
    ],
)
def test_what_the_ledger_keeps_of_it(
    *, shop: Account, at: str, period: date, counts: date, late: bool, early: bool
) -> None:
    accepted = submit_reading(given(shop, moment(at), single=10_400))
    assert (accepted.late, accepted.early) == (late, early)
    row = Reading.objects.get(value=10_400)
    assert (row.period, row.counted_for) == (period, counts)


def test_a_controllers_reading_counts_for_the_month_in_which_it_was_taken(shop: Account) -> None:
    at = moment("2026-12-01T10:00:00+07:00")
    submit_reading(replace(given(shop, at, single=10_400), source=Source.CONTROL))
    assert Reading.objects.get(value=10_400).counted_for == DECEMBER


@pytest.mark.parametrize("at", ["2026-12-01T12:00:00+07:00", "2026-12-02T12:00:00+07:00"])
def test_the_ears_expect_what_the_card_says(shop: Account, flat_shop: Account, at: str) -> None:
    november = given(shop, moment("2026-11-30T12:00:00+07:00"), single=10_400)
    submit_reading(november)
    submit_reading(given(flat_shop, moment("2026-11-24T12:00:00+07:00"), single=10_500))
    listed = {one.account: one.meters for one in snapshot(moment(at))}
    for account in (shop, flat_shop):
        card = account_card(account.number, moment(at))
        assert card is not None
        assert listed[account.number] == card.meters
    [[meter], [flat]] = (listed[shop.number], listed[flat_shop.number])
    # On the 1st November's own reading is no history yet for a correction of it.
    assert meter.registers[0].last == (10_100 if at < "2026-12-02" else 10_400)
    assert flat.registers[0].last == 10_500


@pytest.mark.parametrize(
    ("at", "period", "first", "last", "open_", "left"),
    [
        ("2026-11-20", NOVEMBER, date(2026, 11, 30), date(2026, 12, 1), False, 11),
        ("2026-12-01", NOVEMBER, date(2026, 11, 30), date(2026, 12, 1), True, 0),
        ("2026-12-02", DECEMBER, date(2026, 12, 31), date(2027, 1, 1), False, 30),
    ],
)
def test_the_interface_tells_an_organisation_its_own_term(
    *, shop: Account, at: str, period: date, first: date, last: date, open_: bool, left: int
) -> None:
    found = month_status(shop, moment(f"{at}T12:00:00+07:00"))
    assert (found.period, found.window_first, found.window_last) == (period, first, last)
    assert (found.window_open, found.days_left) == (open_, left)
    assert found.deadline.date() == date.fromordinal(last.toordinal() + 1)
    assert (found.deadline.hour, found.deadline.utcoffset()) == (
        0,
        moment("2026-12-01T00:00:00+07:00").utcoffset(),
    )


def test_who_is_reminded_when(shop: Account, flat_shop: Account, single: Account) -> None:
    for account in (shop, flat_shop, single):
        LinkedPhone.objects.create(number=PHONE, account=account)
    campaign = Campaign.objects.create(
        name="Все", first_day=date(2026, 11, 1), last_day=date(2027, 1, 31)
    )

    def reminded(at: str) -> set[str]:
        return {one.number for one in unsubmitted(campaign, moment(at))}

    for account in (shop, flat_shop, single):
        november = given(account, moment("2026-11-25T12:00:00+07:00"), single=10_400)
        submit_reading(november)
    assert reminded("2026-11-25T13:00:00+07:00") == set()
    assert reminded("2026-11-26T13:00:00+07:00") == {single.number}
    assert reminded("2026-11-27T13:00:00+07:00") == {single.number, flat_shop.number}
    assert reminded("2026-12-01T23:59:59+07:00") == {single.number, flat_shop.number}
    assert reminded("2026-12-02T00:00:00+07:00") == {
        *(single.number, flat_shop.number, shop.number),
    }


def told_late(account: Account, at: str) -> list[str]:
    """Keys of what a caller hears about a reading that came at a moment."""
    company = DjangoCompany(lambda: moment(at))
    call = Call.objects.create(pk=uuid4(), started=moment(at))
    value = MeterValue(account.meters.get().serial, Zone.SINGLE, 10_400)
    receipt: Receipt = company.store(
        str(call.pk), account.number, [value], name_confirmed=True, review=False
    )
    facts = company.find_account(account.number)
    claim = Claim(account=account.number, facts=facts, given=True, name_agrees=True)
    state, _ = step(State(stage=Stage.STORING, claim=claim), ValuesStored(receipt))
    return [getattr(piece, "key", "") for piece in state.said]


@pytest.fixture
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The robot asks in threads of its own; here the test's transaction must stay open."""
    monkeypatch.setattr("meterline.cli.company.close_old_connections", lambda: None)


@pytest.mark.usefixtures("_one_connection")
def test_the_robot_tells_the_late_the_day_of_a_dated_window(single: Account) -> None:
    single.branch.windows.create(valid_from=date(2026, 10, 1), first_day=10, last_day=18)
    SubmissionWindow.objects.create(
        branch=single.branch, valid_from=date(2027, 1, 1), first_day=10, last_day=22
    )
    assert "rule.window" not in told_late(single, "2026-11-18T23:59:59+07:00")
    late = told_late(single, "2026-11-19T00:00:00+07:00")
    place_ = late.index("rule.window")
    assert late[place_ - 1 : place_ + 3] == [
        *("accepted.late", "rule.window", "day_genitive.18", "rule.window_end"),
    ]
    # What comes late in December is January's: its days are told, which are others.
    assert "day_genitive.22" in told_late(single, "2026-12-19T00:00:00+07:00")


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize(
    ("which", "at", "day"),
    [("shop", "2026-12-02T00:00:00+07:00", 1), ("flat_shop", "2026-12-27T00:00:00+07:00", 26)],
)
def test_the_robot_tells_organisations_their_own_day(
    request: pytest.FixtureRequest, which: str, at: str, day: int
) -> None:
    account: Account = request.getfixturevalue(which)
    keys = told_late(account, at)
    assert f"day_genitive.{day}" in keys
    assert "rule.warn_organisation" in keys
