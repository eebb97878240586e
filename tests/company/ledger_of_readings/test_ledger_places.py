"""Meters that come and go, and the branch's own days and midnight."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from company_made_up import AT, given, make_account, make_branch, make_reading
from ledger_made_up import moment

from meterline.customers.models import Account, Meter, MeteringPoint, Register, SubmissionWindow
from meterline.language.zones import Zone
from meterline.readings.checks import MeterValue
from meterline.readings.models import Reading, Source
from meterline.readings.selectors import account_card
from meterline.readings.services import check_account_values, submit_reading
from meterline.readings.snapshot import snapshot
from meterline.readings.submission import Implausible, Submission, UnknownRegister


def replaced(account: Account, day: date, opening: int | None = 7) -> str:
    """Replace the account's meter on a day; the new one's serial."""
    old = account.meters.get()
    Meter.objects.filter(pk=old.pk).update(removed=day)
    new = Meter.objects.create(
        account=account, serial=f"N{uuid4().hex[:6]}", digits=6, installed=day, replaces=old
    )
    Register.objects.create(meter=new, zone="single", opening=opening)
    return new.serial


def said(account: Account, serial: str, value: int, at: str) -> Submission:
    values = (MeterValue(serial, Zone.SINGLE, value),)
    return Submission(account.number, values, Source.WEB, moment(at))


def offered(account: Account, at: str) -> list[str]:
    """Serials of the meters that are offered, by the card and by the snapshot alike."""
    card = account_card(account.number, moment(at))
    assert card is not None
    [listed] = [one for one in snapshot(moment(at)) if one.account == account.number]
    assert listed.meters == card.meters
    return [one.serial for one in card.meters]


@pytest.mark.parametrize(
    ("at", "old_too"),
    [
        ("2026-11-09T23:59:59+07:00", True),
        ("2026-11-10T00:00:00+07:00", False),
        ("2026-12-20T12:00:00+07:00", False),
    ],
)
def test_a_meter_that_was_taken_out_is_not_offered(single: Account, at: str, old_too: bool) -> None:
    old = single.meters.get().serial
    new = replaced(single, date(2026, 11, 10))
    assert offered(single, at) == ([old, new] if old_too else [new])
    if not old_too:
        with pytest.raises(UnknownRegister):
            submit_reading(said(single, old, 10_300, at))


def test_the_new_registers_opening_value_is_its_first_history_value(single: Account) -> None:
    new = replaced(single, date(2026, 11, 10))
    at = "2026-11-22T12:00:00+07:00"
    card = account_card(single.number, moment(at))
    assert card is not None
    (register,) = card.meters[0].registers
    assert (register.last, register.months, register.monthly) == (7, 1, None)
    assert submit_reading(said(single, new, 107, at)).consumption == 100
    december = submit_reading(said(single, new, 207, "2026-12-22T12:00:00+07:00"))
    assert december.consumption == 100
    assert offered(single, "2027-01-22T12:00:00+07:00") == [new]
    last = account_card(single.number, moment("2027-01-22T12:00:00+07:00"))
    assert last is not None
    assert last.meters[0].registers[0].monthly == 100.0


def test_less_than_the_opening_value_is_misheard(single: Account) -> None:
    new = replaced(single, date(2026, 11, 10))
    with pytest.raises(Implausible):
        submit_reading(said(single, new, 6, "2026-11-22T12:00:00+07:00"))


@pytest.mark.parametrize(("opening", "installed"), [(None, date(2026, 11, 10)), (7, None)])
def test_without_opening_value_or_date_there_is_no_history(
    single: Account, opening: int | None, installed: date | None
) -> None:
    new = replaced(single, date(2026, 11, 10), opening)
    Meter.objects.filter(serial=new).update(installed=installed)
    at = "2026-11-22T12:00:00+07:00"
    assert submit_reading(said(single, new, 5_000, at)).consumption is None


def test_readings_before_the_opening_value_count_no_more(single: Account) -> None:
    meter = single.meters.get()
    Meter.objects.filter(pk=meter.pk).update(installed=date(2026, 10, 5))
    Register.objects.filter(meter=meter).update(opening=10_050)
    # September's reading lies in the month that the opening value closes.
    checked = check_account_values(single.number, given(single, single=10_300).values, AT)
    assert (checked[0].last, checked[0].consumption) == (10_200, 100)
    card = account_card(single.number, AT)
    assert card is not None
    assert card.meters[0].registers[0].monthly == 150.0


@pytest.mark.parametrize(("used", "fine"), [(2 * 744, True), (2 * 744 + 1, False)])
def test_the_power_of_the_metering_point_goes_before_the_accounts(
    db: None, used: int, fine: bool
) -> None:
    account = make_account("100000009", {"single": [8_200, 9_200, 10_200]})
    Account.objects.update(max_power_kw=500)
    point = MeteringPoint.objects.create(account=account, name="Склад", max_power_kw=2)
    Meter.objects.update(point=point)
    said_now = given(account, single=10_200 + used)
    [found] = check_account_values(account.number, said_now.values, AT)
    assert (found.finding.value == "fine") is fine


ZONES = [
    ("omsk", "Asia/Omsk", "+06:00"),
    ("krasnoyarsk", "Asia/Krasnoyarsk", "+07:00"),
    ("buryatia", "Asia/Irkutsk", "+08:00"),
    ("zabaykalye", "Asia/Chita", "+09:00"),
]


@pytest.mark.parametrize("where", ZONES, ids=lambda where: where[0])
@pytest.mark.parametrize(
    ("day", "counted_for", "how"),
    [
        ("2026-11-19T23:59:59", "2026-11-01", "early"),
        ("2026-11-20T00:00:00", "2026-11-01", "in time"),
        ("2026-11-25T23:59:59", "2026-11-01", "in time"),
        ("2026-11-26T00:00:00", "2026-12-01", "late"),
        ("2026-12-25T23:59:59", "2026-12-01", "in time"),
        ("2026-12-26T00:00:00", "2027-01-01", "late"),
        ("2027-01-01T00:00:00", "2027-01-01", "early"),
        ("2028-02-29T23:59:59", "2028-03-01", "late"),
    ],
)
def test_late_and_early_by_the_branchs_own_midnight(
    db: None, where: tuple[str, str, str], day: str, counted_for: str, how: str
) -> None:
    key, iana, offset = where
    account = make_account("100000001", {"single": [10_000]}, branch=make_branch(key, iana))
    accepted = submit_reading(given(account, moment(day + offset), single=10_050))
    assert (accepted.late, accepted.early) == (how == "late", how == "early")
    assert str(Reading.objects.get(value=10_050).counted_for) == counted_for


@pytest.mark.parametrize(
    ("at", "late", "early"),
    [
        # Khakassia: 23–26 in July 2018, to the 25th from September 2019, 20–25 in 2025.
        ("2018-07-26T23:59:59", False, False),
        ("2018-07-27T00:00:00", True, False),
        ("2018-07-22T23:59:59", False, True),
        ("2019-08-26T12:00:00", False, False),
        ("2019-09-26T00:00:00", True, False),
        ("2019-09-01T00:00:00", False, False),
        ("2025-10-19T12:00:00", False, False),
        ("2025-11-19T12:00:00", False, True),
        # Before the first row: the branch's own days.
        ("2018-06-14T23:59:59", False, True),
        ("2018-06-15T00:00:00", False, False),
    ],
)
def test_the_days_of_a_branch_as_of_then(db: None, at: str, late: bool, early: bool) -> None:
    branch = make_branch()
    type(branch).objects.update(window_from=15, window_to=25)
    branch.refresh_from_db()
    for since, days in (((2018, 7), (23, 26)), ((2019, 9), (1, 25)), ((2025, 11), (20, 25))):
        SubmissionWindow.objects.create(
            branch=branch, valid_from=date(*since, 1), first_day=days[0], last_day=days[1]
        )
    account = make_account("100000001", {"single": []}, branch=branch)
    accepted = submit_reading(given(account, moment(at + "+07:00"), single=10_300))
    assert (accepted.late, accepted.early) == (late, early)


def test_history_months_run_over_the_turn_of_the_year(single: Account) -> None:
    december = make_reading(Register.objects.get(), date(2026, 12, 1), 10_400)
    accepted = submit_reading(
        given(single, moment("2027-01-20T12:00:00+07:00") + timedelta(days=1), single=10_500)
    )
    assert (accepted.consumption, accepted.months_missed) == (10_500 - december.value, 0)
