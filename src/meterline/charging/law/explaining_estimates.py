"""Sentences of households' lines without readings."""

from meterline.charging.law.facts import Reason
from meterline.charging.law.told import Because, Told
from meterline.charging.law.wording import (
    dotted,
    genitive,
    in_month,
    kwh,
    month,
    months,
    number,
    ordinal,
    span,
)
from meterline.readings.periods import shift

POINTS_OF_AVERAGE: dict[Reason | None, str] = {
    Reason.NOT_SENT: "п. 59 «б»",
    Reason.LATE: "п. 59 «б»",
    Reason.REJECTED: "п. 59 «б»",
    Reason.EXPIRED_VERIFICATION: "п. 59 «а»",
    Reason.BROKEN: "п. 59 «а»",
    Reason.ACCESS_REFUSED: "п. 59 «в»",
}
"""R: recalled, to be checked against the act; «б» is S."""


def lead(told: Told, awaited: str = "") -> str:
    """Why there is no reading; `awaited` tells until when one was waited for."""
    period = told.period
    reason = told.line.portion.reason
    if reason is Reason.EXPIRED_VERIFICATION:
        return f"Срок поверки счётчика истёк {dotted(told.day('verified_until'))}"
    if reason is Reason.BROKEN:
        return f"Счётчик {in_month(period)} был неисправен"
    if reason is Reason.LATE:
        return f"Показания за {month(period)} поступили после срока"
    if reason is Reason.REJECTED:
        return f"Показания за {month(period)} не приняты"
    missing = f"Показаний за {month(period)}{awaited} не было"
    if reason is Reason.ACCESS_REFUSED:
        return f"{missing}, в доступе к счётчику отказано"
    return missing


def average(told: Told) -> Because:
    """The mean month."""
    used = span(shift(told.day("from"), 1), told.day("to"))
    source = f"{kwh(told.decimal('total'))} за {months(told.count('months'))}, {used}"
    mean = kwh(told.decimal("mean"))
    what = f"{lead(told)}; начислено по среднемесячному расходу {mean} ({source}){told.zone_part}"
    count = ""
    if told.has("periods"):
        count = f"{ordinal(told.count('missed'))} месяц из {genitive(told.count('periods'))}"
    return Because(what, f"{POINTS_OF_AVERAGE[told.line.portion.reason]} Правил № 354", count)


def norm(told: Told) -> Because:
    """The norm, and why no average."""
    why, point = _why_norm(told)
    count = told.maybe("residents")
    people = f"проживающих: {count}" if count else "сколько проживает, не указано: на одного"
    what = f"{why}; начислено по нормативу {kwh(told.decimal('norm'))} ({people})"
    if told.count("points") > 1:
        mine = kwh(sum(told.energy.values()))
        what = f"{what}, на эту точку учёта из {genitive(told.count('points'))} приходится {mine}"
    coefficient = told.line.portion.coefficient
    if coefficient != 1:
        what = f"{what}, с повышающим коэффициентом {number(coefficient)}"
    return Because(f"{what}{told.zone_part}", f"{point} Правил № 354")


def _why_norm(told: Told) -> tuple[str, str]:
    rule, reason = told.line.portion.rule, told.line.portion.reason
    if reason is Reason.NO_METER:
        possible = ", хотя установить его можно" if told.line.portion.coefficient != 1 else ""
        return f"Счётчика нет{possible}", "п. 42"
    if rule == "H10":
        times = genitive(told.count("refusals"))
        return f"В доступе к счётчику отказано не меньше {times} раз", "п. 60(3)"
    if rule == "H12":
        return _short_history(told), "п. 59 и 60"
    row = f"{ordinal(told.count('missed'))} месяц подряд без учтённых показаний"
    return f"{lead(told)}, это {row}", "п. 60"


def _short_history(told: Told) -> str:
    needed = genitive(told.count("shortest"))
    known = told.count("history")
    if not known:
        return (
            f"Расход по счётчику ещё не известен, а для среднего нужно не меньше {needed} месяцев"
        )
    return (
        f"Расход по счётчику известен только за {months(known)}, "
        f"а для среднего нужно не меньше {needed} месяцев"
    )
