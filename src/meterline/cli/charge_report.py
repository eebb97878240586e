"""What a run came to, on the terminal."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from meterline.charging.engine import Order, Outcome
from meterline.charging.models.wording import KINDS_OF_GROUND, KINDS_OF_REASON
from meterline.charging.selectors import notices
from meterline.charging.tally import MOST_CHANGES, Change, Sums, Tally
from meterline.customers.models import Account
from meterline.errors import Mendable

MOST_SHOWN = 50
"""Accounts not charged that are printed; the rest is counted."""


class Report:
    """Prints branch after branch; `uncharged` counts the accounts left out so far."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.uncharged = 0

    def open(self, order: Order) -> None:
        """Head of a branch's report, with what to know before."""
        trial = ", пробный расчёт: ничего не записывается" if order.trial else ""
        self._say(f"\n{order.branch.name}, {order.period:%m.%Y}{trial}")
        for text in notices(order.branch, order.period):
            self._say(f"Внимание: {text}")

    def refuse(self, why: Mendable) -> None:
        """A branch that was not charged."""
        self._say(f"{why.message}.\nЧто сделать: {why.mend}.")

    def tell(self, order: Order, outcome: Outcome) -> None:
        """What came of a branch."""
        tally = outcome.tally
        self.uncharged += tally.uncharged
        if outcome.resumed:
            self._say(f"Продолжен прерванный расчёт: {outcome.resumed} счетов уже было готово.")
        self._say(
            f"Счетов {tally.accounts}: новых начислений {tally.new}, "
            f"без изменений {tally.unchanged}, изменено {tally.changed}, "
            f"не начислено {tally.uncharged}."
        )
        self.console.print(_sums_table("Основание", KINDS_OF_GROUND, tally.grounds, tally.total))
        self.console.print(_sums_table("Причина", KINDS_OF_REASON, tally.reasons, tally.total))
        self._tell_held_back(tally)
        self._tell_changes(tally)
        self._tell_refused(outcome)

    def _tell_held_back(self, tally: Tally) -> None:
        held = tally.held_back
        if held.charges:
            self._say(
                f"По заглушкам тарифов или нормативов: {held.charges} начислений "
                f"на {money(held.amount)} ₽, счета по ним не выставляются."
            )
        if tally.waiting:
            self._say(
                f"Ждут показаний: {tally.waiting} счетов организаций, срок передачи ещё не "
                "прошёл. После срока запустите снова."
            )

    def _tell_changes(self, tally: Tally) -> None:
        if not tally.changed:
            return
        self._say(
            f"Отличия от прошлого расчёта: {tally.changed} начислений, "
            f"разница {money(tally.difference)} ₽."
        )
        self.console.print(_changes_table(tally.changes))
        if tally.changed > MOST_CHANGES:
            self._say(f"… и ещё {tally.changed - MOST_CHANGES}; все — в админке, в начислениях")

    def _tell_refused(self, outcome: Outcome) -> None:
        count = outcome.tally.uncharged
        if not count:
            return
        shown = outcome.refused[:MOST_SHOWN]
        numbers = _numbers(one.account for one in shown)
        table = Table("лицевой счёт", "почему не начислено", "что сделать")
        for one in shown:
            table.add_row(numbers[one.account], one.why, one.mend)
        self.console.print(table)
        if count > len(shown):
            self._say(f"… и ещё {count - len(shown)}; все — в админке, в расчёте месяца")

    def _say(self, text: str) -> None:
        self.console.print(text, highlight=False, markup=False, soft_wrap=True)


def money(amount: Decimal) -> str:
    """Roubles as people write them: 1 234,50."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def _sums_table(
    head: str, names: Mapping[str, str], kinds: Mapping[str, Sums], total: Sums
) -> Table:
    table = Table(head)
    for column in ("счетов", "кВт·ч", "₽"):
        table.add_column(column, justify="right")
    for kind, name in names.items():
        if kind in kinds:
            table.add_row(name, *_cells(kinds[kind]))
    table.add_section()
    table.add_row("всего", *_cells(total))
    return table


def _cells(sums: Sums) -> tuple[str, str, str]:
    return str(sums.charges), money(sums.energy), money(sums.amount)


def _changes_table(changes: list[Change]) -> Table:
    table = Table("лицевой счёт")
    for column in ("было, ₽", "стало, ₽", "разница, ₽"):
        table.add_column(column, justify="right")
    numbers = _numbers(one.account for one in changes)
    for one in changes:
        cells = (one.before, one.after, one.after - one.before)
        table.add_row(numbers[one.account], *map(money, cells))
    return table


def _numbers(accounts: Iterable[int]) -> dict[int, str]:
    found = Account.objects.filter(pk__in=list(accounts))
    return dict(found.values_list("pk", "number"))
