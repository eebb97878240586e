"""Handing values over from the site, with the confirmation that was asked for."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meterline.channels.models import Channel
from meterline.channels.outbox import send
from meterline.limits.entrances import Entrance
from meterline.limits.services import TooMany, spend
from meterline.readings.asking.filled import Filled
from meterline.readings.models import Source
from meterline.readings.services import submit_reading
from meterline.readings.submission import Accepted, Submission
from meterline.site.letters import SUBJECT, letter
from meterline.site.visits import Visit

EVIDENCE = "Сайт: назван лицевой счёт и фамилия, договор или номер счётчика"


@dataclass(frozen=True)
class HandedOver:
    """What was accepted; `key` finds the receipt again, `letter` whether one will come."""

    key: str
    accepted: Accepted
    letter: bool


def hand_over(
    visit: Visit, form: Filled, at: datetime, *, insisted: bool, email: str = ""
) -> HandedOver:
    """Submit the form's values; a letter goes to the address, if any. Raises NotAccepted.

    The same values of the same form are one submission, however often they are sent.
    """
    account = form.asked.account
    submission = Submission(
        account=account.number,
        values=form.values,
        source=Source.WEB,
        received_at=at,
        author="site",
        evidence=EVIDENCE,
        key=f"{visit.form}:{form.digest}",
        insisted=insisted,
    )
    wanted = bool(email) and _may_write(email, at)
    with transaction.atomic():
        accepted = submit_reading(submission)
        key = submission.once or ""
        if wanted:
            text = letter(form, accepted, timezone.localtime(at, account.branch.zone))
            send(Channel.EMAIL, email, SUBJECT, text, key=f"site:{key}", account=account, at=at)
    return HandedOver(key, accepted, wanted)


def _may_write(address: str, at: datetime) -> bool:
    try:
        spend(Entrance.SITE_LETTER, address.lower(), at)
    except TooMany:
        return False
    return True
