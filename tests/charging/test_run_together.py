"""Several processes: computing together, and two runs that must not meet."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from charging_made_up import PERIOD, TinyLaw, clock_at, make_branch, make_homes
from django.db import connection

from meterline.charging import engine
from meterline.charging.alone import AlreadyRunning, alone
from meterline.charging.engine import Order, charge_month
from meterline.charging.models import Charge
from meterline.customers.models import Branch
from meterline.readings.periods import shift


@pytest.fixture
def together(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Branch:
    """Seven homes in batches of two, committed, so that other connections see them."""
    monkeypatch.setattr(engine, "ACCOUNTS_AT_ONCE", 2)
    branch = make_branch()
    make_homes(branch, 7)
    return branch


class Another:
    """Somebody who charges the branch at the same time, in a connection of his own."""

    def __init__(self, branch: Branch) -> None:
        self._branch = branch
        self._begun, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._hold)

    def begin(self) -> None:
        self._thread.start()
        assert self._begun.wait(60)

    def end(self) -> None:
        self._end.set()
        self._thread.join(60)

    def _hold(self) -> None:
        with alone(self._branch):
            self._begun.set()
            self._end.wait(60)
        connection.close()


@pytest.fixture
def another(together: Branch) -> Iterator[Another]:
    one = Another(together)
    one.begin()
    yield one
    one.end()


def charged(branch: Branch, period: date = PERIOD, jobs: int = 1, trial: bool = False) -> list[str]:
    """Digests of the charges that hold after a run."""
    law = TinyLaw(period)
    charge_month(Order(branch, period, "billing", clock_at(), jobs, trial), law)
    found = Charge.objects.current().order_by("account")
    return list(found.values_list("digest", flat=True))


def test_several_processes_charge_what_one_does(together: Branch) -> None:
    by_two = charged(together, jobs=2)
    assert len(by_two) == 7
    assert charged(together, jobs=1) == by_two
    assert Charge.objects.count() == 7


@pytest.mark.usefixtures("another")
def test_the_second_run_of_a_branch_is_refused(together: Branch) -> None:
    with pytest.raises(AlreadyRunning, match="начисление уже идёт"):
        charged(together)
    assert not Charge.objects.exists()


@pytest.mark.usefixtures("another")
def test_another_month_of_the_branch_waits_too(together: Branch) -> None:
    with pytest.raises(AlreadyRunning):
        charged(together, shift(PERIOD, -1))


@pytest.mark.usefixtures("another")
def test_a_trial_and_another_branch_need_not_wait(together: Branch) -> None:
    assert charged(together, trial=True) == []
    tyva = make_branch("tyva")
    make_homes(tyva, 1, first=80)
    assert len(charged(tyva)) == 1


def test_after_the_first_the_second_goes(together: Branch, another: Another) -> None:
    another.end()
    assert len(charged(together)) == 7
