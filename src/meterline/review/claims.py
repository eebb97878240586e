"""Who has which item before him: nobody gets what another one has."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from meterline.review.models import Claim, Kind
from meterline.review.waiting import Key, oldest, waits

KEPT = timedelta(minutes=5)
"""How long an item stays with somebody who does nothing."""

CANDIDATES = 10
"""Items looked at before a person is told that all are taken."""


def claim(user: User, key: Key, now: datetime) -> bool:
    """Take an item, or keep it; False where another one has it."""
    until = now + KEPT
    rows = Claim.objects.filter(kind=key.kind, item=key.item)
    if rows.filter(Q(user=user) | Q(until__lte=now)).update(user=user, until=until):
        return True
    with transaction.atomic():
        row, _ = Claim.objects.get_or_create(
            kind=key.kind, item=key.item, defaults={"user": user, "until": until}
        )
    return bool(row.user_id == user.pk)


def release(key: Key) -> None:
    """Forget whose an item was, once it is decided."""
    Claim.objects.filter(kind=key.kind, item=key.item).delete()


def give_back(user: User, key: Key) -> None:
    """Leave an item to the others."""
    Claim.objects.filter(kind=key.kind, item=key.item, user=user).delete()


def ahead(user: User, now: datetime, skipped: Collection[Key] = (), count: int = 2) -> list[Key]:
    """The next items of a person, taken for him: those that he has already come first."""
    found: list[Key] = []
    for key in _mine(user, now):
        if key not in skipped and len(found) < count and _take(user, key, now):
            found.append(key)
    if len(found) < count:
        taken = {*found, *skipped, *_others(user, now)}
        for key in oldest(user, taken, CANDIDATES):
            if len(found) < count and _take(user, key, now):
                found.append(key)
    return found


def _take(user: User, key: Key, now: datetime) -> bool:
    """Take an item that still waits: it may have been decided since it was found."""
    if not claim(user, key, now):
        return False
    if waits(key, user):
        return True
    release(key)
    return False


def _mine(user: User, now: datetime) -> list[Key]:
    return _keys(Q(user=user, until__gt=now))


def _others(user: User, now: datetime) -> list[Key]:
    return _keys(Q(until__gt=now) & ~Q(user=user))


def _keys(which: Q) -> list[Key]:
    rows = Claim.objects.filter(which).order_by("pk").values_list("kind", "item")
    return [Key(Kind(kind), item) for kind, item in rows]
