"""The letter by which a consumer is told what was erased, what was not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meterline.customers.models import Account
from meterline.retention.periods import Stays


@dataclass(frozen=True)
class Removed:
    """What went, as the consumer reads it, and how many."""

    what: str
    count: int


@dataclass(frozen=True)
class Kept:
    """What stays for a time, why, by which law, and until when where that is known."""

    what: str
    why: str
    law: str
    until: date | None


def answer_to(
    account: Account, removed: Sequence[Removed], kept: Sequence[Kept], stays: Sequence[Stays]
) -> str:
    """The whole text, in Russian."""
    gone = [f"— {one.what}: {one.count}" for one in removed] or ["— удалять было нечего"]
    own = [_kept(one) for one in kept]
    always = [f"— {one.label}: {one.why} ({one.law})" for one in stays]
    parts = (
        f"Здравствуйте! Ваш запрос на удаление персональных данных по лицевому счёту "
        f"{account.number} исполнен.",
        "\n".join(("Удалено:", *gone)),
        "\n".join(("Сохранено, потому что этого требует закон или договор:", *own, *always)),
        "Ответ можно обжаловать в Роскомнадзор или в суд (152-ФЗ, ст. 17).",
    )
    return "\n\n".join(parts)


def _kept(one: Kept) -> str:
    until = f", до {one.until:%d.%m.%Y}" if one.until else ""
    law = f" ({one.law})" if one.law else ""
    return f"— {one.what}{until}: {one.why}{law}"
