"""A month of a branch charged from the first account to the last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from meterline.charging.alone import alone
from meterline.charging.computing import Job, Law, Refused, Result, compute
from meterline.charging.due import ANY_TIME, due_at, window_end
from meterline.charging.loading import Batch
from meterline.charging.models import Run
from meterline.charging.storing import store
from meterline.charging.tally import Tally
from meterline.charging.workers import Crew
from meterline.customers.models import Account, Branch
from meterline.errors import Mendable

ACCOUNTS_AT_ONCE = 2_000
"""A batch: what a kill loses at most, and how long SQLite's other writers wait (0.2 s)."""

MOST_REFUSED = 1_000
"""Accounts not charged that a trial tells one by one; a run keeps all of them in a table."""

Progress = Callable[[int], None]
"""Told how many more accounts are done."""


class NotDueYet(Mendable):
    """Readings for the period may still come."""

    def __init__(self, branch: str, period: date, until: datetime) -> None:
        super().__init__(
            f"{branch}: показания за {period:%m.%Y} принимаются до {until:%d.%m.%Y %H:%M}, "
            "начислять рано: всё, что ещё не передано, сочли бы пропущенным",
            "запустите после этого срока или посмотрите пробный расчёт: --trial",
        )


@dataclass(frozen=True)
class Order:
    """What to charge. `clock` tells the moment now, with its zone."""

    branch: Branch
    period: date
    author: str
    clock: Callable[[], datetime]
    jobs: int = 1
    trial: bool = False


@dataclass
class Outcome:
    """What came of it. A trial has no run; `resumed` is how many accounts were done before."""

    tally: Tally
    run: Run | None = None
    resumed: int = 0
    refused: list[Refused] = field(default_factory=list)


def accounts_to_charge(branch: Branch) -> int:
    """How many accounts of a branch are charged."""
    return Account.objects.filter(branch=branch, state=Account.State.ACTIVE).count()


def charge_month(order: Order, law: Law, progress: Progress = lambda _: None) -> Outcome:
    """Charge all active accounts of a branch for a period.

    Batches are stored one by one, each in a transaction of its own with a resume mark: after
    a kill the same order goes on where it was. The same facts again change nothing; other
    facts put a new charge in the place of the old one. A trial writes nothing. Raises
    NotDueYet, and AlreadyRunning where another run of the branch is under way.
    """
    now = order.clock()
    if not order.trial and now < (until := window_end(order.branch, order.period)):
        raise NotDueYet(order.branch.name, order.period, until)
    due = due_at(now, order.branch, order.period, law.organisations)
    job = Job(law, ANY_TIME if order.trial else due, order.trial)
    # The workers come before the lock, so that none of them can hold it on.
    crew = Crew(partial(compute, job), order.jobs)
    try:
        if order.trial:
            return _try(order, crew, progress)
        with alone(order.branch):
            return _run(order, law.basis, crew, progress)
    finally:
        crew.dismiss()


def _try(order: Order, crew: Crew[Batch, Result], progress: Progress) -> Outcome:
    outcome = Outcome(Tally())
    for result in _results(order, crew, 0):
        outcome.tally.merge(result.tally)
        outcome.refused += result.refused[: MOST_REFUSED - len(outcome.refused)]
        progress(result.tally.accounts)
    return outcome


def _run(order: Order, basis: str, crew: Crew[Batch, Result], progress: Progress) -> Outcome:
    run = _begun(order, basis)
    resumed = Tally.from_json(run.report).accounts
    progress(resumed)
    for result in _results(order, crew, run.done_through):
        store(run, result)
        progress(result.tally.accounts)
    run.finished = order.clock()
    run.save(update_fields=["finished"])
    refused = run.uncharged.order_by("account").values_list("account_id", "why", "mend")
    return Outcome(
        Tally.from_json(run.report), run, resumed, [Refused(*one) for one in refused[:MOST_REFUSED]]
    )


def _begun(order: Order, basis: str) -> Run:
    """The run that a kill left unfinished, if it rests on the same sheets; else a new one."""
    for run in Run.objects.filter(
        branch=order.branch, period=order.period, finished=None, abandoned=False
    ):
        if run.basis == basis:
            return run
        run.abandoned = True
        run.save(update_fields=["abandoned"])
    return Run.objects.create(
        branch=order.branch,
        period=order.period,
        author=order.author,
        started=order.clock(),
        basis=basis,
        report=Tally().as_json(),
    )


def _results(order: Order, crew: Crew[Batch, Result], after: int) -> Iterator[Result]:
    return crew.results(_batches(order.branch, order.period, after))


def _batches(branch: Branch, period: date, after: int) -> Iterator[Batch]:
    active = Account.objects.filter(branch=branch, state=Account.State.ACTIVE).order_by("pk")
    while pks := list(active.filter(pk__gt=after).values_list("pk", flat=True)[:ACCOUNTS_AT_ONCE]):
        yield Batch(branch.pk, pks[0], pks[-1], period)
        after = pks[-1]
