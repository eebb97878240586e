"""What is told of accepted readings: the robot's words for how they count. Pure."""

from datetime import date

from meterline.readings.submission import Accepted

MONTHS_BY_AVERAGE = 3
"""Decree 354, п. 59: so many periods go by the average, then by the norm."""

DUPLICATE = "Такие показания уже приняты. Повторно передавать их не нужно."
REVIEW = "Показания записаны и будут проверены специалистом."
LATE = "Показания переданы после срока и будут учтены в следующем расчётном периоде."
EARLY = (
    "Приём показаний за этот месяц ещё не начался. Показания записаны и будут учтены, "
    "когда он начнётся."
)
AVERAGE = (
    "В прошлые месяцы показаний не было, и начисление шло по среднему расходу. "
    "Теперь расчёт будет по счётчику."
)
NORM = (
    "Показаний не было больше трёх месяцев, и начисление шло по нормативу. "
    "Теперь расчёт будет по счётчику."
)
WARN = (
    "Если показаний нет, начисление идёт по среднемесячному расходу, "
    "а с четвёртого месяца — по нормативу."
)
WARN_ORGANISATION = (
    "Если показаний нет, объём определяется по показаниям прошлого года, "
    "а с третьего периода — по максимальной мощности."
)
EXPIRED = (
    "Срок поверки счётчика истёк. Показания записаны, но для расчёта счётчик нужно поверить "
    "или заменить. Наш специалист свяжется с вами."
)


def consequences(accepted: Accepted, last_day: date) -> list[str]:
    """Sentences on how values count and what the law makes of it."""
    if accepted.duplicate:
        return [DUPLICATE]
    told = {
        LATE: accepted.late,
        until(last_day): accepted.late,
        EARLY: accepted.early,
        REVIEW: accepted.under_review,
        _charged(accepted): True,
        EXPIRED: accepted.verification_expired,
    }
    return [sentence for sentence, holds in told.items() if holds and sentence]


def until(last_day: date) -> str:
    """Until when readings come in time."""
    return f"Показания за месяц принимаем до {last_day.day} числа включительно."


def warning(organisation: bool) -> str:
    """What happens to who hands nothing over."""
    return WARN_ORGANISATION if organisation else WARN


def _charged(accepted: Accepted) -> str:
    if accepted.months_missed and not accepted.organisation:
        return AVERAGE if accepted.months_missed <= MONTHS_BY_AVERAGE else NORM
    return warning(accepted.organisation) if accepted.late else ""
