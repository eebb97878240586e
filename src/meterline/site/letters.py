"""The confirmation by e-mail."""

from datetime import datetime

from django.template.loader import render_to_string

from meterline.readings.asking.filled import Filled
from meterline.readings.submission import Accepted
from meterline.site.consequences import consequences
from meterline.site.words import masked

SUBJECT = "Показания приняты"


def letter(form: Filled, accepted: Accepted, at: datetime) -> str:
    """The text; `at` by the branch's own clock. The address is unproved: the account is masked."""
    values = {(one.serial, one.zone): one.value for one in form.values}
    fields = [field for field in form.asked.fields if field.key in values]
    facts = {
        "account": masked(form.asked.account.number),
        "accepted": accepted,
        "at": at,
        "lines": [(field, values[field.key]) for field in fields],
        "consequences": consequences(accepted, form.asked.last),
    }
    return render_to_string("site/letter.txt", facts)
