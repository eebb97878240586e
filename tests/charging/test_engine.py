"""A month of a branch: charged once, charged again, tried, and with accounts that are bad."""

import random
from datetime import datetime
from decimal import Decimal

import pytest
from charging_made_up import (
    AFTER,
    NORM,
    PERIOD,
    PRICE,
    UNKNOWN_GROUP,
    TinyLaw,
    clock_at,
    give,
    make_account,
    make_branch,
    make_homes,
    make_meter,
)

from meterline.charging import engine
from meterline.charging.engine import NotDueYet, Order, Outcome, charge_month
from meterline.charging.models import Charge, Line, Run, Uncharged
from meterline.customers.models import Account, Branch, Customer, Register
from meterline.readings.models import Reading, Source, Verdict
from meterline.readings.periods import shift

NOTHING_NEW = 0


def charged(branch: Branch, law: TinyLaw | None = None, **values: object) -> Outcome:
    fields: dict[str, object] = {"period": PERIOD, "clock": clock_at(), **values}
    order = Order(branch, author="billing", **fields)  # type: ignore[arg-type]
    return charge_month(order, law or TinyLaw())


def stored() -> list[tuple[object, ...]]:
    """All charges that hold with their lines, without ids and runs."""
    fields = ("charge__account__number", "charge__period", "charge__amount", "charge__ground")
    lines = ("place", "zone", "month", "ground", "reason", "energy", "amount", "numbers")
    rows = Line.objects.filter(charge__successor=None)
    return list(rows.order_by("charge__account__number", "place").values_list(*fields, *lines))


def october(home: Account) -> Charge:
    return Charge.objects.current().get(account=home, period=PERIOD)


def only_register(home: Account) -> Register:
    return Register.objects.get(meter__account=home)


def test_every_account_is_charged_by_its_reading_or_without(homes: list[Account]) -> None:
    outcome = charged(homes[0].branch)
    assert [october(home).ground for home in homes] == ["actual", "actual", "norm"] * 2
    assert [october(home).amount for home in homes] == [500, 500, 350] * 2
    assert [october(home).issuable for home in homes] == [True, True, False] * 2
    assert (outcome.tally.new, outcome.tally.accounts, outcome.tally.uncharged) == (6, 6, 0)


def test_lines_hold_what_the_law_says(homes: list[Account]) -> None:
    charged(homes[0].branch)
    meter = homes[0].meters.get()
    line = Line.objects.select_related("meter").get(charge__account=homes[0])
    assert (line.point, line.meter, line.zone, line.step) == (-meter.pk, meter, "single", 1)
    assert (line.energy, line.price, line.amount) == (100, PRICE, 500)
    assert (line.month, line.rule, line.tariff, line.numbers) == (
        PERIOD,
        "T1",
        "тариф",
        {"kwh": "1"},
    )


def test_sums_by_ground_and_reason(homes: list[Account]) -> None:
    tally = charged(homes[0].branch).tally
    by_ground = {key: (one.charges, one.energy, one.amount) for key, one in tally.grounds.items()}
    assert by_ground == {"actual": (4, 400, 2000), "norm": (2, 2 * NORM, 700)}
    assert {key: one.charges for key, one in tally.reasons.items()} == {"": 4, "not_sent": 2}
    assert (tally.total.charges, tally.total.energy, tally.total.amount) == (6, 540, 2700)
    assert (tally.held_back.charges, tally.held_back.amount) == (2, 700)


def test_the_run_keeps_its_report(homes: list[Account]) -> None:
    outcome = charged(homes[0].branch)
    run = Run.objects.get()
    assert (run, run.author, run.finished) == (outcome.run, "billing", AFTER)
    assert run.report["total"] == [6, "540", "2700"]


def test_again_changes_nothing(homes: list[Account]) -> None:
    charged(homes[0].branch)
    before = list(Charge.objects.order_by("pk").values())
    tally = charged(homes[0].branch).tally
    assert list(Charge.objects.order_by("pk").values()) == before
    assert (tally.new, tally.changed, tally.unchanged) == (NOTHING_NEW, NOTHING_NEW, 6)
    assert tally.total.amount == 2700


def test_a_late_correction_is_told_as_a_difference(homes: list[Account]) -> None:
    charged(homes[0].branch)
    first = october(homes[0])
    register = only_register(homes[0])
    last = Reading.objects.filter(register=register).latest("counted_for")
    give(register, PERIOD, last.value + 7, corrects=last, received_at=AFTER)
    tally = charged(homes[0].branch).tally
    assert (tally.changed, tally.unchanged, tally.difference) == (1, 5, 35)
    assert [(one.account, one.before, one.after) for one in tally.changes] == [
        (homes[0].pk, 500, 535)
    ]
    first.refresh_from_db()
    assert first.successor == october(homes[0])
    assert october(homes[0]).amount == 535
    assert first.amount == 500


def test_the_earlier_charge_is_kept_with_its_lines(homes: list[Account]) -> None:
    charged(homes[0].branch)
    charged(homes[0].branch, TinyLaw(norm=Decimal(90)))
    amounts = Charge.objects.filter(account=homes[2]).order_by("pk")
    assert [one.amount for one in amounts] == [350, 450]
    assert [one.lines.get().energy for one in amounts] == [70, 90]


def test_a_trial_tells_the_same_and_writes_nothing(homes: list[Account]) -> None:
    tried = charged(homes[0].branch, trial=True)
    assert not Charge.objects.exists()
    assert not Run.objects.exists()
    assert tried.run is None
    assert tried.tally == charged(homes[0].branch).tally


def test_a_trial_tells_differences_to_what_is_charged(homes: list[Account]) -> None:
    charged(homes[0].branch)
    tried = charged(homes[0].branch, TinyLaw(norm=Decimal(80)), trial=True)
    assert (tried.tally.changed, tried.tally.difference) == (2, 100)
    assert october(homes[2]).amount == 350


def test_a_bad_account_is_told_and_the_rest_charged(homes: list[Account]) -> None:
    Account.objects.filter(pk=homes[1].pk).update(tariff_group=UNKNOWN_GROUP)
    Account.objects.filter(pk=homes[4].pk).update(residents=0)
    outcome = charged(homes[0].branch)
    assert (outcome.tally.new, outcome.tally.uncharged, outcome.tally.accounts) == (4, 2, 6)
    assert [one.account for one in outcome.refused] == [homes[1].pk, homes[4].pk]
    lacking, fault = Uncharged.objects.order_by("account")
    assert lacking.why == "нет такой тарифной группы"
    assert lacking.mend == "исправьте тарифную группу"
    assert "сбой расчёта" in fault.why


def test_a_fault_is_logged_without_the_number(
    homes: list[Account], caplog: pytest.LogCaptureFixture
) -> None:
    Account.objects.filter(pk=homes[0].pk).update(residents=0)
    charged(homes[0].branch)
    assert homes[0].number not in caplog.text


def test_a_mended_account_is_charged_by_the_next_run(homes: list[Account]) -> None:
    Account.objects.filter(pk=homes[1].pk).update(tariff_group=UNKNOWN_GROUP)
    charged(homes[0].branch)
    Account.objects.filter(pk=homes[1].pk).update(tariff_group="")
    tally = charged(homes[0].branch).tally
    assert (tally.new, tally.unchanged, tally.uncharged) == (1, 5, 0)


def test_the_order_of_arrival_does_not_matter(khakassia: Branch) -> None:
    values = {shift(PERIOD, -back): 2000 - 100 * back for back in range(6)}
    homes = make_homes(khakassia, 8)
    registers = [only_register(make_account_with_meter(khakassia, 100 + n)) for n in range(4)]
    chance = random.Random(5)
    for register in registers:
        for month, value in chance.sample(list(values.items()), len(values)):
            give(register, month, value)
    charged(khakassia)
    assert len(homes) == 8
    fresh = [october(one.meter.account) for one in registers]
    assert {(one.amount, one.ground) for one in fresh} == {(Decimal(500), "actual")}


def make_account_with_meter(branch: Branch, number: int) -> Account:
    home = make_account(branch, number)
    make_meter(home, {"single": []})
    return home


def test_closed_accounts_and_other_branches_are_left_out(homes: list[Account]) -> None:
    Account.objects.filter(pk=homes[0].pk).update(state=Account.State.CLOSED)
    make_homes(make_branch("tyva"), 2, first=50)
    assert charged(homes[0].branch).tally.accounts == 5
    assert not Charge.objects.filter(account__branch__key="tyva").exists()


def test_batches_add_up(homes: list[Account], monkeypatch: pytest.MonkeyPatch) -> None:
    tried = charged(homes[0].branch, trial=True)
    monkeypatch.setattr(engine, "ACCOUNTS_AT_ONCE", 2)
    told: list[int] = []
    order = Order(homes[0].branch, PERIOD, "billing", clock_at())
    outcome = charge_month(order, TinyLaw(), told.append)
    assert outcome.tally == tried.tally
    assert sum(told) == 6


@pytest.mark.parametrize(
    ("iana", "moment", "due"),
    [
        ("Asia/Krasnoyarsk", "2026-10-25T23:59:59+07:00", False),
        ("Asia/Krasnoyarsk", "2026-10-26T00:00:00+07:00", True),
        ("Asia/Chita", "2026-10-25T21:59:59+07:00", False),
        ("Asia/Chita", "2026-10-25T22:00:00+07:00", True),
        ("Asia/Omsk", "2026-10-26T00:59:59+07:00", False),
        ("Asia/Omsk", "2026-10-26T01:00:00+07:00", True),
    ],
)
def test_no_month_is_charged_before_its_window_ends(
    db: None, iana: str, moment: str, due: bool
) -> None:
    branch = make_branch(iana=iana)
    make_homes(branch, 1)
    clock = clock_at(datetime.fromisoformat(moment))
    if due:
        assert charged(branch, clock=clock).tally.new == 1
    else:
        with pytest.raises(NotDueYet, match="начислять рано"):
            charged(branch, clock=clock)
        assert not Run.objects.exists()
        assert charged(branch, clock=clock, trial=True).tally.new == 1


def test_organisations_wait_for_the_first_of_the_next_month(khakassia: Branch) -> None:
    make_homes(khakassia, 2)
    shop = make_account(khakassia, 77, kind=Customer.Kind.ORGANISATION)
    make_meter(shop, {"single": [100, 200]})
    early = clock_at(datetime.fromisoformat("2026-11-01T23:59:59+07:00"))
    tally = charged(khakassia, clock=early).tally
    assert (tally.new, tally.waiting, tally.accounts) == (2, 1, 3)
    late = clock_at(datetime.fromisoformat("2026-11-02T00:00:00+07:00"))
    tally = charged(khakassia, clock=late).tally
    assert (tally.new, tally.waiting, tally.unchanged) == (1, 0, 2)


def test_a_reading_that_came_too_late_is_told_as_the_reason(homes: list[Account]) -> None:
    give(only_register(homes[2]), shift(PERIOD, 1), 1400, period=PERIOD)
    charged(homes[0].branch)
    assert (october(homes[2]).ground, october(homes[2]).reason) == ("norm", "late")


def test_a_rejected_reading_is_told_as_the_reason(homes: list[Account]) -> None:
    reading = give(only_register(homes[2]), PERIOD, 9000)
    Verdict.objects.create(
        reading=reading,
        kind=Verdict.Kind.REJECTED,
        reason="не его",
        source=Source.CLERK,
        received_at=AFTER,
    )
    charged(homes[0].branch)
    assert (october(homes[2]).ground, october(homes[2]).reason) == ("norm", "rejected")
