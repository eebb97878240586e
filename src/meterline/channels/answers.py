"""What is answered to a message with readings.

The sender may be anybody: the account is told by its last digits, of values only those that he
wrote himself, of what the company knows neither earlier values nor consumption, name, address
(rules of conduct for callers who are not verified).
"""

from collections.abc import Sequence

from meterline.language.zones import Zone
from meterline.readings.checks import PLAUSIBLE, Checked, Finding, MeterValue
from meterline.readings.submission import Accepted, Implausible, NotAccepted

ZONES = {
    Zone.SINGLE: "",
    Zone.DAY: "день ",
    Zone.NIGHT: "ночь ",
    Zone.PEAK: "пик ",
    Zone.HALF_PEAK: "полупик ",
}

LATE = "Срок за этот месяц прошёл, показания учтём в следующем расчётном периоде."
EARLY = "Приём за этот месяц ещё не начался, показания учтём, когда он начнётся."
REVIEW = "Показания проверит специалист."
EXPIRED = "Срок поверки счётчика истёк: для расчёта счётчик нужно поверить или заменить."
CONFIRM = "Если всё верно, пришлите показания ещё раз и добавьте слово ВЕРНО."
NO_READING = "Мы не нашли в сообщении показаний."
PERSON = "Сообщение посмотрит сотрудник."


def shown(account: str) -> str:
    """An account by its last digits."""
    return f"л/с …{account[-4:]}"


def values_told(values: Sequence[MeterValue]) -> str:
    """The values as they were understood: «день 12345, ночь 6789»."""
    several = len({one.serial for one in values}) > 1
    return ", ".join(
        (f"счётчик …{one.serial[-4:]}: " if several else "") + f"{ZONES[one.zone]}{one.value}"
        for one in values
    )


def accepted_told(account: str, values: Sequence[MeterValue], accepted: Accepted) -> str:
    """What was accepted, under which number, and how it counts."""
    told = f"{shown(account)}: {values_told(values)}."
    if accepted.duplicate:
        return f"Такие показания уже приняты, {told} Номер {accepted.number}."
    consequences = {
        LATE: accepted.late,
        EARLY: accepted.early,
        REVIEW: accepted.under_review,
        EXPIRED: accepted.verification_expired,
    }
    rest = [sentence for sentence, holds in consequences.items() if holds]
    return " ".join([f"Показания приняты, {told} Номер {accepted.number}.", *rest])


def refused_told(account: str, refusal: NotAccepted) -> str:
    """Why values were not accepted, and what to do."""
    reason = str(refusal)
    if isinstance(refusal, Implausible):
        reason = " ".join(_doubts(refusal.checked))
    return f"Показания не приняты, {shown(account)}. {reason}"


def _doubts(checked: Sequence[Checked]) -> list[str]:
    swapped = [one for one in checked if one.finding is Finding.SWAPPED]
    told = [_swapped(swapped)] if swapped else []
    doubtful = [one for one in checked if one.finding not in {*PLAUSIBLE, Finding.SWAPPED}]
    told += [_WORDS[one.finding].format(value=_value(one), meant=one.proposal) for one in doubtful]
    if all(one.finding is not Finding.TOO_MANY_DIGITS for one in checked):
        told.append(CONFIRM)
    return told


def _value(one: Checked) -> str:
    return f"{ZONES[one.value.zone]}{one.value.value}"


def _swapped(swapped: Sequence[Checked]) -> str:
    meant = [MeterValue(one.value.serial, one.value.zone, one.proposal or 0) for one in swapped]
    return f"Похоже, зоны перепутаны. Может быть, так: {values_told(meant)}?"


_WORDS = {
    Finding.LOWER: "Показание {value} не согласуется с прежними. Посмотрите на счётчик ещё раз.",
    Finding.TOO_HIGH: "Показание {value} не согласуется с прежними. Пишите только цифры до "
    "запятой.",
    Finding.COMMA: "Похоже, в показании {value} есть и цифра после запятой. Может быть, {meant}?",
    Finding.TOO_MANY_DIGITS: "В показании {value} цифр больше, чем на счётчике. Пишите только "
    "цифры до запятой.",
}
