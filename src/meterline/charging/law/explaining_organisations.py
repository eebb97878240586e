"""Sentences of organisations' lines without readings."""

from meterline.charging.law.explaining_estimates import lead
from meterline.charging.law.facts import Ground, Reason
from meterline.charging.law.told import Because, Told
from meterline.charging.law.wording import (
    day,
    days,
    genitive,
    kwh,
    month,
    months,
    number,
    ordinal,
)
from meterline.readings.periods import shift

POINT = "п. 166 Основных положений № 442"


def history(told: Told) -> Because:
    """The same period of last year, or the nearest with readings."""
    volume, source = kwh(told.decimal("volume")), month(told.day("source"))
    like = f"начислено {volume}, как за {source}"
    if told.line.portion.ground is Ground.NEAREST:
        like = f"за {month(shift(told.period, -12))} своих показаний нет, {_nearest(told, like)}"
    row = f"{ordinal(told.count('missed'))} период из {genitive(told.count('periods'))}"
    return Because(f"{_missing(told)}; {like}{told.zone_part}", POINT, row)


def _nearest(told: Told, like: str) -> str:
    count = told.count("months")
    if count < 2:
        return like
    total, last = kwh(told.decimal("total")), month(told.day("source"))
    mean = kwh(told.decimal("volume"))
    return f"начислено {mean}, в среднем за {months(count)} по {last} ({total})"


def max_power(told: Told) -> Because:
    """Maximum power × hours."""
    power, hours = number(told.decimal("power")), number(told.count("hours"))
    product = f"{power} кВт × {hours} ч = {kwh(told.decimal('volume'))}"
    what = f"{_missing(told)}; начислено по максимальной мощности: {product}{told.zone_part}"
    if told.line.portion.reason in {Reason.NO_METER, Reason.NO_HISTORY}:
        return Because(what, POINT)
    row = f"{ordinal(told.count('missed'))} период подряд без показаний"
    return Because(what, POINT, row)


def _missing(told: Told) -> str:
    reason = told.line.portion.reason
    if reason is Reason.NO_METER:
        return "Счётчика нет"
    if reason is Reason.NO_HISTORY:
        return "Показаний, с которыми можно сравнить, нет ни за один период"
    until = f" до конца {day(told.day('awaited'))}"
    if told.has("taken_from"):
        taken = days(told.count("taken_from"), told.count("taken_to"), told.period)
        until = f" (на {taken}){until}"
    return lead(told, until)
