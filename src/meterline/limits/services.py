"""Counting of tries, exact over all processes and machines of one data base.

To be called outside of a transaction: one that is rolled back takes its tries back.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from meterline.limits.entrances import Entrance
from meterline.limits.models import Spent
from meterline.limits.words import in_words

SWEEP_EVERY = 200
"""One in so many new rows has old ones taken away."""

SWEPT_AT_ONCE = 1000

COUNT = """
INSERT INTO limits_spent (entrance, key, times, until) VALUES (%s, %s, 1, %s)
ON CONFLICT (entrance, key) DO UPDATE SET
  times = CASE WHEN limits_spent.until <= %s THEN 1 ELSE limits_spent.times + 1 END,
  until = CASE WHEN limits_spent.until <= %s THEN excluded.until ELSE limits_spent.until END
RETURNING id, times, until
"""


class TooMany(Exception):
    """Tried too often. `str()` of it is a Russian sentence, `retry_after` the time to wait."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"Слишком много попыток. Попробуйте снова через {in_words(retry_after)}.")
        self.retry_after = retry_after


def spend(entrance: Entrance, key: str, at: datetime) -> None:
    """Count one more try of `key`. Raises TooMany when it is one too many.

    The time runs from the first try of several; what is refused does not prolong it.
    """
    now = int(at.timestamp())
    ends = now + ceil(entrance.value.per.total_seconds())
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [entrance.value.name, _digest(entrance, key), ends, now, now])
        # Read to its end, so that SQLite does not keep the write lock.
        [(row, times, until)] = cursor.fetchall()
    if times == 1 and row % SWEEP_EVERY == 0:
        sweep(at)
    if times > entrance.value.times:
        raise TooMany(timedelta(seconds=until - now))


def give_back(entrance: Entrance, key: str) -> None:
    """Take one try back: what was given turned out right, so it was no guess."""
    spent = Spent.objects.filter(entrance=entrance.value.name, key=_digest(entrance, key))
    spent.filter(times__gt=0).update(times=F("times") - 1)


def sweep(at: datetime) -> int:
    """Delete counts whose time is over; how many. Rows that somebody counts in are left."""
    with transaction.atomic():
        over = Spent.objects.select_for_update(skip_locked=True)
        over = over.filter(until__lte=int(at.timestamp()))
        ids = list(over.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
        deleted, _ = Spent.objects.filter(pk__in=ids).delete()
    return deleted


def _digest(entrance: Entrance, key: str) -> str:
    """Whoever sees the table cannot try all accounts or addresses without the site's secret."""
    return salted_hmac(entrance.value.name, key, algorithm="sha256").hexdigest()
