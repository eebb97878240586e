"""Questions about runs and charges."""

from collections.abc import Iterator
from datetime import date

from meterline.charging.explained import explained
from meterline.charging.models import Line, Run
from meterline.customers.models import Branch
from meterline.readings.periods import shift


def notices(branch: Branch, period: date) -> Iterator[str]:
    """What the person who charges a month should know of the months around it, in Russian."""
    runs = Run.objects.filter(branch=branch).exclude(finished=None)
    before = shift(period, -1)
    if not runs.filter(period=before).exists():
        yield (
            f"За {before:%m.%Y} филиал не начислялся: перерасчёт не учтёт того, что начислено "
            "за этот месяц расчётно."
        )
    if later := runs.filter(period__gt=period).order_by("-period").first():
        yield (
            f"Уже начислено по {later.period:%m.%Y}: если суммы изменятся, начислите "
            f"следующие месяцы снова, начиная с {shift(period, 1):%m.%Y}."
        )


def explanation_of(line: Line) -> str:
    """The Russian sentence of a line; it reads the charge's other lines, prefetched or not."""
    rows = explained(sorted(line.charge.lines.all(), key=lambda row: row.place))
    return next(one.sentence for one in rows if one.row.pk == line.pk)
