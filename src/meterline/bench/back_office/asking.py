"""Questions to a made-up company and readings given to it, one by one, in a process of its own.

`python -m meterline.bench.back_office.asking` prints the milliseconds as JSON; it is given
when the readings come (ISO 8601), and how many look-ups and readings there are to be.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from meterline.cli.home import set_up

if TYPE_CHECKING:
    from django.db.models import Model

    from meterline.readings.cards import AccountCard
    from meterline.readings.submission import Submission

T = TypeVar("T")

SEARCHED = 10
"""Searches of each kind."""
FIRST = 20
"""So many come before and do not count: the first ones load modules and fill caches."""


def main(received_at: str, count: str) -> None:
    """Ask everything."""
    set_up(Path(os.environ["METERLINE_HOME"]))
    asked = _Company(datetime.fromisoformat(received_at), FIRST + int(count))
    json.dump(asked.figures(), sys.stdout)


class _Company:
    """The company as a robot, a clerk and the journal's keeper see it."""

    def __init__(self, at: datetime, count: int) -> None:
        self._at, self._count, self._chance = at, count, Random(1)

    def figures(self) -> dict[str, Any]:
        """Milliseconds by what was asked."""
        from meterline.customers.selectors import (  # noqa: PLC0415 - needs Django set up
            accounts_of_phone,
            find_accounts,
        )
        from meterline.readings.selectors import account_card  # noqa: PLC0415
        from meterline.readings.services import submit_reading  # noqa: PLC0415

        numbers = self._numbers()
        return {
            "account": _timed(lambda number: account_card(number, self._at), numbers),
            "phone": _timed(accounts_of_phone, self._phones()),
            "search": _timed(find_accounts, list(self._searches()), first=0),
            "submit": _timed(submit_reading, list(self._submissions())),
            "verify": self._verified(),
            "counts": _counts(),
        }

    def _numbers(self) -> list[str]:
        from meterline.customers.models import Account  # noqa: PLC0415 - needs Django set up

        return [one.number for one in self._some(Account, self._count)]

    def _phones(self) -> list[str]:
        from meterline.customers.models import LinkedPhone  # noqa: PLC0415 - needs Django set up

        return [one.number for one in self._some(LinkedPhone, self._count)]

    def _some(self, model: "type[Model]", count: int) -> Iterator[Any]:
        """Rows drawn by their ids, which have no gaps."""
        rows = model._default_manager.order_by("pk")
        first, last = rows.values_list("pk", flat=True)[0], rows.reverse()[0].pk
        for _ in range(count):
            yield rows.get(pk=self._chance.randint(first, last))

    def _searches(self) -> Iterator[str]:
        """Parts of what a clerk may type: of numbers, names, addresses, serials, telephones."""
        from meterline.customers.models import LinkedPhone, Meter  # noqa: PLC0415 - as above

        for meter in self._some(Meter, SEARCHED):
            account = meter.account
            yield account.number[1:-1]
            yield " ".join(account.customer.name.split()[:2]).upper()
            yield account.address.partition(", ")[2]
            yield meter.serial[:-1]
        for phone in self._some(LinkedPhone, SEARCHED):
            yield phone.number[-7:]

    def _submissions(self) -> Iterator["Submission"]:
        """What the next month's readings would be, of accounts that may give them."""
        from meterline.customers.models import Account  # noqa: PLC0415 - needs Django set up
        from meterline.readings.selectors import account_card  # noqa: PLC0415

        cards = (
            account_card(one.number, self._at)
            for one in self._some(Account, self._count * 2)
            if not one.meters.filter(automatic=True).exists()
        )
        open_ones = (card for card in cards if card and card.meters and not card.closed)
        yield from map(self._submission, islice(open_ones, self._count))

    def _submission(self, card: "AccountCard") -> "Submission":
        from meterline.readings.checks import MeterValue  # noqa: PLC0415 - needs Django set up
        from meterline.readings.models import Source  # noqa: PLC0415
        from meterline.readings.submission import Submission  # noqa: PLC0415

        values = tuple(
            MeterValue(
                meter.serial,
                register.zone,
                int((register.last or 0) + (register.monthly or 100)) % 10**register.digits,
            )
            for meter in card.meters
            for register in meter.registers
        )
        return Submission(card.account, values, Source.PHONE, self._at, insisted=True)

    def _verified(self) -> dict[str, float]:
        """Seconds for the entries of transmissions, and how many there are."""
        from meterline.readings.journal.verify import verify  # noqa: PLC0415 - as above

        began = time.perf_counter()
        sound = verify(first=2)
        return {"seconds": time.perf_counter() - began, "entries": sound.entries}


def _counts() -> dict[str, int]:
    """What the last run of each branch came to: the same month had been charged before."""
    from meterline.charging.models import Run  # noqa: PLC0415 - needs Django set up
    from meterline.charging.tally import Tally  # noqa: PLC0415

    last = {run.branch_id: Tally.from_json(run.report) for run in Run.objects.order_by("pk")}
    return {
        "accounts_charged": sum(one.total.charges for one in last.values()),
        "uncharged": sum(one.uncharged for one in last.values()),
        "again_changed": sum(one.new + one.changed for one in last.values()),
    }


def _timed(ask: Callable[[T], object], things: Sequence[T], first: int = FIRST) -> list[float]:
    """Milliseconds of each question after the first ones."""
    found = []
    for thing in things:
        began = time.perf_counter()
        ask(thing)
        found.append((time.perf_counter() - began) * 1000)
    return found[first:]


if __name__ == "__main__":
    main(*sys.argv[1:])
