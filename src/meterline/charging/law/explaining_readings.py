"""Sentences of lines that rest on readings."""

from decimal import Decimal

from meterline.charging.law.facts import Ground
from meterline.charging.law.sharing import NOUGHT, whole
from meterline.charging.law.told import Because, Told
from meterline.charging.law.wording import (
    MINUS,
    in_month,
    kwh,
    month,
    months,
    number,
    of_zone,
    span,
)

BY_READINGS = {
    Ground.SMART: "По показаниям, которые счётчик передал сам,",
    Ground.ACTUAL: "По показаниям",
    Ground.CONTROL: "По контрольным показаниям",
}
HOUSEHOLDS = "п. 42 Правил № 354"
CHECK = "п. 61 Правил № 354"
ORGANISATIONS = "п. 140 Основных положений № 442"
TRUED_UP = "перерасчёт в порядке, принятом в филиале"


def measured(told: Told) -> Because:
    """A volume by readings, less what was charged before them."""
    lead = f"{BY_READINGS[told.line.portion.ground]} за {month(told.period)}"
    what, volume = f"{lead}{_how_long(told)}{_used(told)}", whole(_counted(told))
    if told.line.portion.rule == "H16":
        before = told.of_zone("before")
        volume = max(volume + told.of_zone("backlog") - before, NOUGHT)
        since = f"; за это время уже начислено {kwh(before)}" if told.has_any("before") else ""
        left = f"остаётся начислить {kwh(volume)}" if volume else "доначислять нечего"
        what = f"{what}{_backlog(told)}{since}, {left}"
    return Because(f"{what}{_part(told, volume)}", _point(told), _detail(told))


def refund(told: Told) -> Because:
    """A credit: estimates, or consumers' own values, were too much."""
    back = f"Возврат {kwh(abs(told.energy.get(told.zone, told.line.energy)))}{of_zone(told.zone)}"
    if told.month != told.period:
        back = f"{back} за {month(told.month)}"
    if told.line.portion.rule == "H14":
        found = f"проверка {in_month(told.period)} нашла показания меньше переданных"
        return Because(f"{back}: {found}, {_arithmetic(told)}{_backlog(told)}", _point(told))
    used = f"по показаниям за {month(told.period)}{_how_long(told)}{_used(told)}{_backlog(told)}"
    before = f", а начислено {kwh(told.of_zone('before'))}" if told.has_any("before") else ""
    return Because(f"{back}: {used}{before}", _point(told), _detail(told))


def _backlog(told: Told) -> str:
    """What earlier readings tell now and no period charged, or charged too much."""
    amount = told.of_zone("backlog")
    if not amount:
        return ""
    more = f"ещё {kwh(amount)}" if amount > 0 else f"лишние {kwh(-amount)} вычтены"
    return f"; {_gone_by(told)}: {more}"


def _gone_by(told: Told) -> str:
    """Up to what was charged, and what the ledger has for it now."""
    through, key = month(told.day("charged_through")), f"charged_to.{told.zone}"
    if not told.has(key):
        return f"начислено только по {through}"
    value = number(told.count(key))
    if not told.has(f"corrected_to.{told.zone}"):
        return f"за {through} начислено до показания {value}, а оно больше не действует"
    corrected = number(told.count(f"corrected_to.{told.zone}"))
    if corrected == value:
        return f"начислено только по {through}, до показания {value}"
    return f"за {through} начислено до показания {value}, а оно потом исправлено на {corrected}"


def _point(told: Told) -> str:
    if told.count("decree") == 442:
        return ORGANISATIONS
    portion = told.line.portion
    return CHECK if portion.ground is Ground.CONTROL or portion.rule == "H14" else HOUSEHOLDS


def _detail(told: Told) -> str:
    return TRUED_UP if told.line.portion.rule == "H16" else ""


def _how_long(told: Told) -> str:
    """For how long the reading tells, where that is more than its month."""
    if told.maybe("months") < 2 or not told.has("since"):
        return ""
    return f" за {months(told.count('months'))} ({span(told.since, told.period)})"


def _used(told: Told) -> str:
    zone = of_zone(told.zone)
    if _counted(told) < 0:
        return f"{zone} счётчик показал меньше переданного: {_arithmetic(told)}"
    return f"{zone} израсходовано {_arithmetic(told)}"


def _part(told: Told, volume: Decimal) -> str:
    """Which part of a difference that was spread over months is this one's."""
    mine = told.energy[told.zone]
    if told.month == told.period and mine in {volume, NOUGHT}:
        return ""
    return f"; на {month(told.month)} приходится {kwh(mine)}"


def _runs(told: Told) -> list[str]:
    places = (str(place) for place in range(told.count("runs")))
    return [place for place in places if told.has(f"{place}.{told.zone}.start")]


def _counted(told: Told) -> Decimal:
    """kWh of the line's zone, not rounded."""
    steps = (
        told.decimal(f"{run}.{told.zone}.counted") * told.decimal(f"{run}.ratio")
        for run in _runs(told)
    )
    return sum(steps, NOUGHT)


def _arithmetic(told: Told) -> str:
    """1 250 − 1 100 = 150 кВт·ч; (8 100 − 8 000) + (60 − 2) = 158 кВт·ч (счётчик заменён)."""
    runs, counted = _runs(told), _counted(told)
    if not runs:
        return kwh(NOUGHT)
    sums = " + ".join(_run(told, run, alone=len(runs) == 1) for run in runs)
    exact = "" if counted == whole(counted) else f"{number(counted)}, округлённо "
    notes = ["счётчик заменён"] * (len(runs) > 1)
    notes += ["счётчик прошёл через ноль"] * any(_passed(told, run) for run in runs)
    note = f" ({', '.join(notes)})" if notes else ""
    return f"{sums} = {exact}{kwh(whole(counted))}{note}"


def _passed(told: Told, run: str) -> int:
    """10^digits where the register passed through nought, else 0."""
    start, end = (told.count(f"{run}.{told.zone}.{edge}") for edge in ("start", "end"))
    return told.count(f"{run}.{told.zone}.counted") - end + start


def _run(told: Told, run: str, alone: bool) -> str:
    """1 250 − 1 100; (100 000 − 99 950 + 30) × 40."""
    start, end = (number(told.count(f"{run}.{told.zone}.{edge}")) for edge in ("start", "end"))
    through, ratio = _passed(told, run), told.decimal(f"{run}.ratio")
    text = f"{end} {MINUS} {start}"
    if through:
        text = f"{number(through)} {MINUS} {start} + {end}"
    if ratio != 1:
        return f"({text}) × {number(ratio)}"
    return text if alone else f"({text})"
