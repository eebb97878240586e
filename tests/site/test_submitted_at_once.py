"""Two browsers at one account in the same second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from company_made_up import AT, make_account
from django.db import connection
from site_visitor import Visitor

from meterline.readings.models import Reading, Receipt, Repeat, Source

pytestmark = pytest.mark.django_db(transaction=True)


def together(*forms: tuple[Visitor, dict[str, str]]) -> list[str]:
    """Send forms from several threads at once; the receipts' numbers."""
    gate = Barrier(len(forms))

    def send(form: tuple[Visitor, dict[str, str]]) -> str:
        gate.wait()
        try:
            return form[0].send(form[1]).number
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as threads:
        return list(threads.map(send, forms))


def test_two_browsers_make_one_reading_and_one_repeat() -> None:
    account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    with time_machine.travel(AT, tick=False):
        visitors = [Visitor().at(account) for _ in range(2)]
        numbers = together(*((one, one.filled_in(10_300)) for one in visitors))
    assert len(set(numbers)) == 1
    assert Reading.objects.filter(source=Source.WEB).count() == 1
    assert (Receipt.objects.count(), Repeat.objects.count()) == (2, 1)
    assert Receipt.objects.filter(duplicate=True).count() == 1


def test_one_form_pressed_twice_is_one_submission() -> None:
    account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    with time_machine.travel(AT, tick=False):
        visitor = Visitor().at(account)
        form = visitor.filled_in(10_300)
        again = Visitor().open("/readings/")
        numbers = together((visitor, form), (again, form))
    assert len(set(numbers)) == 1
    assert (Receipt.objects.count(), Repeat.objects.count()) == (1, 0)
