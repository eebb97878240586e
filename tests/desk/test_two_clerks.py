"""Two clerks with the same customer in the same second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from company_made_up import make_account
from desk_made_up import employee, enter, entered
from django.db import connection
from django.test import Client

from meterline.payments.models import Payment
from meterline.readings.models import Receipt, Repeat
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Role


@pytest.mark.parametrize("attempt", range(3))
def test_the_same_reading_twice_at_once_is_one_reading_and_one_duplicate(
    transactional_db: None, attempt: int
) -> None:
    account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    browsers = []
    for login in ("ivanova", "petrova"):
        browsers.append(Client())
        browsers[-1].force_login(employee(login, Role.CLERK, account.branch))
    start = Barrier(2)

    def at_once(browser: Client) -> str:
        start.wait()
        try:
            return str(enter(browser, account, single=10_300)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(at_once, browsers))
    assert entered(account) == [("clerk", 10_300, "accepted")]
    assert Repeat.objects.count() == 1
    assert sorted("again=1" in one for one in told) == [False, True]
    assert len({one.partition("done=")[2].partition("&")[0] for one in told}) == 1
    assert Receipt.objects.filter(duplicate=True).count() == 1
    stored = AuditEntry.objects.filter(action="enter_readings")
    assert sorted(stored.values_list("who", flat=True)) == ["ivanova", "petrova"]


def test_the_same_cash_receipt_twice_at_once_is_one_payment(transactional_db: None) -> None:
    account = make_account("100000001", {"single": [10_000]})
    browsers = []
    for login in ("ivanova", "petrova"):
        browsers.append(Client())
        browsers[-1].force_login(employee(login, Role.CLERK, account.branch))
    start = Barrier(2)

    def at_once(browser: Client) -> str:
        start.wait()
        try:
            posted = {"amount": "10", "cash_receipt": "1"}
            return str(browser.post("/desk/accounts/100000001/payment/", posted)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(at_once, browsers))) == 1
    assert Payment.objects.count() == 1
