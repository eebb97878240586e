"""The one way to write the customer base: each change is recorded with it, or not made.

Files of many rows go through `meterline.importing`, which keeps the same records.
"""

from django.db import transaction
from django.db.models import Model

from meterline.customers.audit import By, Fields, change_of, differences
from meterline.customers.models import Account, Change, LinkedEmail, LinkedPhone, MeterAct
from meterline.customers.phones import e164

CALL = ("robot", "просьба в разговоре")
"""Who links a telephone during a call, and why."""


def save(row: Model, by: By) -> bool:
    """Add the row, or store what differs from the stored one; whether anything does."""
    with transaction.atomic():
        stored = _stored(row)
        fields = differences(stored, row)
        if stored and not fields:
            return False
        row.save()
        _record(row, Change.Kind.CHANGED if stored else Change.Kind.ADDED, fields, by)
    return True


def change(row: Model, values: dict[str, object], by: By) -> bool:
    """Give a stored row these values; whether any of them is new."""
    for name, value in values.items():
        setattr(row, name, value)
    return save(row, by)


def remove(row: Model, by: By) -> None:
    """Delete the row. Raises ProtectedError where others need it."""
    with transaction.atomic():
        _record(row, Change.Kind.REMOVED, differences(_stored(row), None), by)
        row.delete()


def link_phone(number: str | None, account: str, by: By | None = None) -> bool:
    """Remember that a telephone calls for an account; False where it is no telephone's number.

    Without `by` it is the robot that does so, since the caller agreed to it.
    """
    known = e164(number)
    if known is None:
        return False
    owner = Account.objects.get(number=account)
    if not owner.phones.filter(number=known).exists():
        save(LinkedPhone(number=known, account=owner), by or By(*CALL))
    return True


def link_email(address: str, account: Account, by: By) -> None:
    """Remember that an address writes for an account. Raises ValidationError for no address."""
    link = LinkedEmail(address=address.strip().lower(), account=account)
    link.clean_fields()
    if not account.emails.filter(address=link.address).exists():
        save(link, by)


def close_account(account: Account, by: By) -> bool:
    """Take no more readings for it; whether it was open."""
    return change(account, {"state": Account.State.CLOSED}, by)


def reopen_account(account: Account, by: By) -> bool:
    """Take readings for it again; whether it was closed."""
    return change(account, {"state": Account.State.ACTIVE}, by)


def record_act(act: MeterAct, by: By) -> None:
    """Put on record what was found at a meter. Raises ValidationError for an impossible day."""
    act.full_clean()
    save(act, by)


def _stored(row: Model) -> Model | None:
    """The row as the data base has it, locked until the transaction ends."""
    rows = type(row)._default_manager.select_for_update(of=("self",))
    return rows.filter(pk=row.pk).first() if row.pk else None


def _record(row: Model, kind: Change.Kind, fields: Fields, by: By) -> None:
    change_of(row, kind, fields, by).save()
