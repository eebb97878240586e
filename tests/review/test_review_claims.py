"""Two reviewers never get the same item."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from company_made_up import make_account, make_branch
from django.db import connection
from django.test import Client
from review_made_up import decide, doubtful, employee, shown, signed_in, this_month

from meterline.customers.models import Account, Branch
from meterline.readings.models import Verdict
from meterline.review.models import Claim
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Role

PEOPLE = ("ivanova", "petrova", "orlova", "belova")


def make_items(branch: Branch, count: int) -> list[str]:
    made = []
    for number in range(count):
        account = make_account(f"{100_000_010 + number}", {"single": [10_000]}, branch=branch)
        made.append(f"reading/{doubtful(account, single=99_000).pk}")
    return made


@pytest.fixture
def others(reviewer: Client, branch: Branch) -> Client:
    """A second reviewer of the same branch."""
    return signed_in(employee("petrova", Role.REVIEWER, branch))


def test_each_has_two_items_of_his_own_and_keeps_them(
    reviewer: Client, others: Client, branch: Branch
) -> None:
    items = make_items(branch, 5)
    assert shown(reviewer.get("/review/")) == items[:2]
    assert shown(others.get("/review/")) == items[2:4]
    assert shown(reviewer.get("/review/")) == items[:2]
    decide(reviewer, items[0])
    assert shown(reviewer.get("/review/")) == [items[1], items[4]]
    decide(others, items[2])
    assert shown(others.get("/review/")) == [items[3]]


def test_an_item_that_is_left_alone_goes_to_another_after_five_minutes(
    reviewer: Client, others: Client, branch: Branch, clock: Any
) -> None:
    (item,) = make_items(branch, 1)
    assert shown(reviewer.get("/review/")) == [item]
    clock.shift(299)
    assert shown(others.get("/review/")) == []
    clock.shift(2)
    assert shown(others.get("/review/")) == [item]
    decide(reviewer, item)
    assert not Verdict.objects.exists()
    decide(others, item)
    assert Verdict.objects.get().author == "petrova"


def test_what_is_skipped_goes_to_others_and_comes_again_at_the_end(
    reviewer: Client, others: Client, branch: Branch
) -> None:
    first, second = make_items(branch, 2)
    assert shown(reviewer.get("/review/")) == [first, second]
    decide(reviewer, first, "skip")
    assert shown(reviewer.get("/review/")) == [second]
    assert shown(others.get("/review/")) == [first]
    decide(others, first, "skip")
    decide(reviewer, second)
    assert shown(reviewer.get("/review/")) == [first]


def test_the_script_gets_the_item_after_the_one_on_the_screen(
    reviewer: Client, branch: Branch
) -> None:
    items = make_items(branch, 4)
    assert shown(reviewer.get("/review/")) == items[:2]
    for at in range(3):
        answer = decide(reviewer, items[at], on_screen=items[at + 1])
        assert shown(answer) == items[at + 2 : at + 3]
        assert answer.context["left"] == 3 - at
    assert shown(decide(reviewer, items[3], on_screen="")) == []


def test_an_item_that_another_one_has_is_neither_shown_nor_decided(
    reviewer: Client, others: Client, branch: Branch
) -> None:
    (item,) = make_items(branch, 1)
    reviewer.get("/review/")
    assert others.get(f"/review/{item}/")["Location"] == "/review/"
    answer = decide(others, item, on_screen="")
    assert "уже у другого" in answer.content.decode()
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("attempt", range(2))
def test_of_several_who_ask_at_once_nobody_gets_what_another_has(
    transactional_db: None, attempt: int
) -> None:
    branch = make_branch()
    items = make_items(branch, 8)
    browsers = [signed_in(employee(login, Role.REVIEWER, branch)) for login in PEOPLE]
    start = Barrier(len(browsers))

    def work(browser: Client) -> list[str]:
        """Decide all that comes; what came."""
        got = []
        start.wait()
        try:
            while now := shown(browser.get("/review/")):
                got.append(now[0])
                decide(browser, now[0])
        finally:
            connection.close()
        return got

    with ThreadPoolExecutor(len(browsers)) as pool:
        got = [item for found in pool.map(work, browsers) for item in found]
    assert sorted(got) == sorted(items)
    assert Verdict.objects.count() == len(items)
    assert AuditEntry.objects.filter(action="review").count() == len(items)
    assert not Claim.objects.exists()


def test_one_item_decided_by_two_at_once_is_decided_once(transactional_db: None) -> None:
    account = make_account("100000001", {"single": [10_000]})
    item = f"reading/{doubtful(account, single=99_000).pk}"
    browsers = [signed_in(employee(login, Role.REVIEWER, None)) for login in PEOPLE[:2]]
    start = Barrier(2)

    def at_once(browser: Client) -> None:
        start.wait()
        try:
            decide(browser, item)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(at_once, browsers))
    assert this_month(account) == [("web", 99_000, "accepted")]
    assert Verdict.objects.count() == AuditEntry.objects.filter(action="review").count() == 1


def test_accounts_of_other_branches_are_other_reviewers(reviewer: Client, single: Account) -> None:
    tuva = make_branch("tuva")
    theirs = doubtful(make_account("200000001", {"single": [10_000]}, branch=tuva), single=99_000)
    mine = doubtful(single, single=99_000)
    assert shown(reviewer.get("/review/")) == [f"reading/{mine.pk}"]
    assert reviewer.get(f"/review/reading/{theirs.pk}/").status_code == 404
    assert decide(reviewer, f"reading/{theirs.pk}").status_code == 404
    everywhere = signed_in(employee("orlova", Role.REVIEWER))
    assert shown(everywhere.get("/review/")) == [f"reading/{theirs.pk}"]
