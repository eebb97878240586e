"""Questions about runs and charges."""

from collections.abc import Iterator
from datetime import date

from meterline.charging.closed import closed_uncharged
from meterline.charging.explained import explained
from meterline.charging.models import Line, Run
from meterline.customers.models import Branch
from meterline.readings.periods import shift

NAMED_MOST = 5
"""Accounts that a notice names; the rest is counted."""


def notices(branch: Branch, period: date) -> Iterator[str]:
    """What the person who charges a month should know of the months around it, in Russian."""
    runs = Run.objects.filter(branch=branch).exclude(finished=None)
    before = shift(period, -1)
    if not runs.filter(period=before).exists():
        yield (
            f"За {before:%m.%Y} филиал не начислялся: что не начислено по показаниям за этот "
            f"месяц, войдёт в {period:%m.%Y}, а начисленное в другой программе не учтётся."
        )
    if later := runs.filter(period__gt=period).order_by("-period").first():
        yield (
            f"Уже начислено по {later.period:%m.%Y}: если суммы изменятся, начислите "
            f"следующие месяцы снова, начиная с {shift(period, 1):%m.%Y}."
        )
    closed = list(closed_uncharged(branch, period).values_list("number", flat=True))
    if closed:
        more = "…" if len(closed) > NAMED_MOST else ""
        yield (
            f"Закрыты, а последний месяц не начислен: {len(closed)} "
            f"({', '.join(closed[:NAMED_MOST])}{more}). Сделайте эти счета действующими, "
            "начислите месяц и закройте снова."
        )


def explanation_of(line: Line) -> str:
    """The Russian sentence of a line; it reads the charge's other lines, prefetched or not."""
    rows = explained(sorted(line.charge.lines.all(), key=lambda row: row.place))
    return next(one.sentence for one in rows if one.row.pk == line.pk)
