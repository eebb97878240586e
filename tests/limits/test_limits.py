"""How often something may be tried, whoever counts at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory

from meterline.limits.entrances import Entrance
from meterline.limits.models import Spent
from meterline.limits.services import TooMany, give_back, spend, sweep
from meterline.limits.visitors import visitor
from meterline.limits.words import in_words

AT = datetime(2026, 11, 22, 5, tzinfo=UTC)
DOOR = Entrance.SITE_ACCOUNT
TIMES = DOOR.value.times


def spend_all(key: str = "100000001", at: datetime = AT) -> None:
    for _ in range(TIMES):
        spend(DOOR, key, at)


def test_one_try_too_many_is_refused_with_the_time_to_wait(db: None) -> None:
    spend_all()
    with pytest.raises(TooMany, match=r"через 23\sчаса") as refused:
        spend(DOOR, "100000001", AT + timedelta(hours=1, seconds=1))
    assert refused.value.retry_after == timedelta(hours=22, minutes=59, seconds=59)


def test_other_keys_and_other_entrances_are_counted_apart(db: None) -> None:
    spend_all()
    spend(DOOR, "100000002", AT)
    spend(Entrance.SITE_LOOKUP, "100000001", AT)
    counted = sorted(Spent.objects.values_list("times", flat=True))
    assert counted == [1, 1, DOOR.value.times]


def test_after_the_time_it_may_be_tried_again(db: None) -> None:
    spend_all()
    with pytest.raises(TooMany):
        spend(DOOR, "100000001", AT + DOOR.value.per - timedelta(seconds=1))
    spend_all(at=AT + DOOR.value.per)
    with pytest.raises(TooMany):
        spend(DOOR, "100000001", AT + DOOR.value.per)


def test_what_was_right_is_given_back(db: None) -> None:
    for _ in range(2 * TIMES):
        spend(DOOR, "100000001", AT)
        give_back(DOOR, "100000001")
    give_back(DOOR, "100000001")
    spend_all()
    with pytest.raises(TooMany):
        spend(DOOR, "100000001", AT)


def test_no_key_can_be_read_in_the_table(db: None) -> None:
    spend(DOOR, "100000001", AT)
    assert "100000001" not in str(list(Spent.objects.values()))


def test_counts_whose_time_is_over_are_swept(db: None) -> None:
    spend(DOOR, "100000001", AT)
    spend(DOOR, "100000002", AT + timedelta(hours=1))
    assert sweep(AT + DOOR.value.per) == 1
    assert Spent.objects.count() == 1


def test_counting_sweeps_by_itself(db: None) -> None:
    for number in range(600):
        spend(DOOR, str(number), AT + number * DOOR.value.per)
    assert Spent.objects.count() < 300


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_try_more() -> None:
    def attempt(_: int) -> bool:
        try:
            spend(DOOR, "100000001", AT)
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as threads:
        passed = list(threads.map(attempt, range(4 * TIMES)))
    assert sum(passed) == TIMES


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=1), "1 минуту"),
        (timedelta(minutes=2), "2 минуты"),
        (timedelta(minutes=11), "11 минут"),
        (timedelta(minutes=20, seconds=1), "21 минуту"),
        (timedelta(minutes=61), "2 часа"),
        (timedelta(hours=21), "21 час"),
        (timedelta(hours=5), "5 часов"),
    ],
)
def test_times_to_wait_in_words(time: timedelta, words: str) -> None:
    assert in_words(time).replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", ""),
    ],
)
def test_visitors_by_their_addresses(address: str, known_as: str) -> None:
    assert visitor(RequestFactory().get("/", REMOTE_ADDR=address)) == known_as
