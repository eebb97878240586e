"""Handing values over from the cabinet, in the name of who is signed in."""

from datetime import datetime

from meterline.readings.asking.filled import Filled
from meterline.readings.models import Source
from meterline.readings.services import submit_reading
from meterline.readings.submission import Accepted, Submission


def hand_over(form: Filled, at: datetime, token: str, evidence: str, *, insisted: bool) -> Accepted:
    """Store the form's values. The same form with the same values is stored once.

    Raises NotAccepted.
    """
    account = form.asked.account
    return submit_reading(
        Submission(
            account=account.number,
            values=form.values,
            source=Source.WEB,
            received_at=at,
            author="личный кабинет",
            evidence=evidence,
            key=f"cabinet:{account.pk}:{token}:{form.digest}",
            insisted=insisted,
        )
    )
