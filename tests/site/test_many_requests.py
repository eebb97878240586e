"""What the site needs to answer many visitors at once."""

from pathlib import Path

import pytest
from site_visitor import Visitor

from meterline.customers.models import Account
from meterline.settings import database

URL = "postgres://meterline@127.0.0.1/meterline?sslmode=disable"


def test_a_pool_is_shared_where_every_request_has_a_thread_of_its_own() -> None:
    found = database(Path(), URL, pool=8)
    assert found["OPTIONS"] == {"sslmode": "disable", "pool": {"max_size": 8}}
    assert found["CONN_MAX_AGE"] == 0  # kept by the pool, not by a thread


def test_without_a_pool_threads_keep_their_connections() -> None:
    assert database(Path(), URL)["CONN_MAX_AGE"] > 0
    assert "pool" not in database(Path(), URL)["OPTIONS"]


def test_the_page_with_the_values_asks_the_data_base_little(
    visitor: Visitor, two_zones: Account, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    visitor.at(two_zones)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        visitor.open("/readings/values/")
    with django_assert_max_num_queries(0):  # type: ignore[operator]
        visitor.open("/readings/")
