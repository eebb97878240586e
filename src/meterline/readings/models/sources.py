"""Where values come from, and whose word counts for more."""

from django.db import models


class Source(models.TextChoices):
    """The way that a reading came.

    CONSUMER is for histories of another program that did not keep the way. COMPUTED is what
    was charged without a reading: histories and exports name it, no value is submitted so.
    """

    CONSUMER = "consumer", "потребитель"
    PHONE = "phone", "телефон"
    WEB = "web", "сайт"
    EMAIL = "email", "электронная почта"
    SMS = "sms", "СМС"
    CLERK = "clerk", "сотрудник"
    RECEIPT = "receipt", "квитанция"
    REGISTRY = "registry", "реестр банка"
    CONTROL = "control", "контрольное снятие"
    SMART = "smart", "автоматический счётчик"
    COMPUTED = "computed", "расчёт"


OWN = frozenset({Source.CONTROL, Source.SMART})
"""What the company reads itself: no window holds for it, and no consumer corrects it.

A controller's or the meter's own value is as of the moment it was taken, so it counts for
the month of that moment (D: Decree 354, п. 37 and 61, knows no window for them).
"""

PRECEDENCE: dict[str, int] = {Source.SMART: 1}
"""Which of several values of one billing period holds: the highest here, else the latest.

Rule H19 (S): the automatic meter's own value holds against all others. D for the rest:
between a consumer's and a controller's value the one received later holds, since each is
what the meter showed then; that a later value is not below an earlier one of a controller is
a check of the values (`RegisterKnown.seen`), not a matter of rank. Charging puts ACTUAL
before CONTROL by asking for the sources, which every row keeps.
"""


def said_by(source: str) -> str:
    """Who stands behind a source: the controller, the meter, or the consumer by any channel.

    Only values of the same speaker correct one another.
    """
    return source if source in OWN else Source.CONSUMER
