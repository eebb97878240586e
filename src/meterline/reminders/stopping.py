"""How a consumer says that no more reminders shall come: a link in them, or a word in reply."""

import re
from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from meterline.channels.models import IncomingMessage
from meterline.channels.outcome import Outcome, Understand
from meterline.customers.models import Account, LinkedEmail
from meterline.reminders.choices import choice_of, choose
from meterline.reminders.models import ReminderChoice

SIGNER = Signer(salt="meterline.reminders.stop")

WORD = re.compile(r"\W*(стоп|stop|не напоминать|не напоминайте|отписаться|отпишите)\W*", re.I)

STOPPED = (
    "Больше не будем напоминать о показаниях. Включить напоминания снова можно в личном кабинете."
)


def stop_link(account: Account) -> str:
    """The address of the page on which an account's reminders are refused.

    Empty where the site's own address is not set. Whoever has the link can do just that.
    """
    if not settings.METERLINE_SITE_URL:
        return ""
    page = reverse("reminders:stop", args=[SIGNER.sign(str(account.pk))])
    return f"{settings.METERLINE_SITE_URL}{page}"


def account_of(mark: str) -> Account | None:
    """The account of a link's mark, None where we never signed it."""
    try:
        return Account.objects.filter(pk=SIGNER.unsign(mark)).first()
    except BadSignature:
        return None


def stop(account: Account, at: datetime) -> None:
    """Remember that no reminders of any kind shall come; the way chosen before stays known."""
    chosen = choice_of(account)
    way = chosen.way if chosen else ReminderChoice.Way.EMAIL
    choose(account, ReminderChoice.Way(way), at, on=False)


def hearing_stop(understand: Understand) -> Understand:
    """`understand`, but for letters that say only that reminders shall stop.

    They count for the accounts that the sender's address is linked to.
    """

    def heard(message: IncomingMessage) -> Outcome:
        accounts = _stopped_by(message)
        if not accounts:
            return understand(message)
        for account in accounts:
            stop(account, message.received_at)
        return Outcome(answer=STOPPED, reason="просьба не напоминать", account=accounts[0])

    return heard


def _stopped_by(message: IncomingMessage) -> list[Account]:
    lines = [line.strip() for line in message.body.splitlines() if line.strip()]
    if not lines or not WORD.fullmatch(lines[0]):
        return []
    linked = LinkedEmail.objects.filter(address=message.sender.lower())
    return [one.account for one in linked.select_related("account__branch")]
