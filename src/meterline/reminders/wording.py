"""What written reminders say."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format


@dataclass(frozen=True)
class Told:
    """What a reminder is about. `link` refuses further ones, `site` is the site's address.

    Both are empty where the site's address is not set.
    """

    account: str
    month: date
    last: date
    link: str
    site: str


def subject(told: Told) -> str:
    """The subject of a letter."""
    return f"Передайте показания счётчика до {_day(told.last)}"


def letter(told: Told) -> str:
    """The text of a letter."""
    ways = [f"— ответьте на это письмо, например: {told.account} 54678 (счёт и показание);"]
    if told.site:
        ways.append(f"— или передайте на сайте: {told.site}/readings/")
    return "\n".join(
        (
            "Здравствуйте!",
            "",
            f"По лицевому счёту {told.account} ещё нет показаний за {_month(told.month)}. "
            f"Передайте их до {_day(told.last)} включительно: без них плату посчитают по среднему "
            "расходу за прошлые месяцы или по нормативу.",
            "",
            "Как передать:",
            *ways,
            "",
            "Если вы уже передали показания, ничего делать не нужно.",
            "",
            "Больше не напоминать: ответьте на письмо словом «стоп»"
            + (f" или откройте {told.link}" if told.link else "")
            + ".",
        )
    )


def short(told: Told) -> str:
    """The text of a message."""
    where = f" на сайте {told.site}/readings/" if told.site else ""
    stop = f" Не напоминать: {told.link}" if told.link else ""
    return (
        f"Передайте показания счётчика по счёту {told.account} до {_day(told.last)}{where} "
        f"или ответом на это сообщение, например: {told.account} 54678.{stop}"
    )


def _day(day: date) -> str:
    return date_format(day, "j E")


def _month(month: date) -> str:
    return f"{date_format(month, 'F').lower()} {month.year} года"
