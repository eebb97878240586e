"""By which way a consumer wants to be reminded, if at all."""

from datetime import datetime

from meterline.customers.models import Account
from meterline.reminders.models import ReminderChoice


def choice_of(account: Account) -> ReminderChoice | None:
    """What the consumer has chosen, None where nothing ever was."""
    return ReminderChoice.objects.filter(account=account).first()


def choose(account: Account, way: ReminderChoice.Way, at: datetime, *, on: bool) -> ReminderChoice:
    """Remember how the consumer wants to be reminded; `on` is whether at all."""
    choice, _ = ReminderChoice.objects.update_or_create(
        account=account, defaults={"way": way, "on": on, "chosen_at": at}
    )
    return choice
