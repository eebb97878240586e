"""A code that is typed in several browsers at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from cabinet_made_up import consumer, last_code
from company_made_up import AT
from django.db import connection

from meterline.cabinet.codes import TRIES, Request, ask_code, redeem
from meterline.cabinet.models import SignInCode
from meterline.channels.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


def typed_at_once(pk: int, number: str, codes: list[str]) -> list[bool]:
    """Whether each of some codes let somebody in."""
    together = Barrier(len(codes))

    def one(code: str) -> bool:
        together.wait(10)
        try:
            return redeem(pk, number, code, AT) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(codes)) as threads:
        return list(threads.map(one, codes))


def test_it_lets_in_once() -> None:
    account = consumer("100000007")
    pk = ask_code(Request(account.number, Channel.EMAIL, "127.0.0.1"), AT)
    assert sorted(typed_at_once(pk, account.number, [last_code()] * 4)) == [False] * 3 + [True]


def test_tries_are_counted_one_by_one() -> None:
    account = consumer("100000007")
    pk = ask_code(Request(account.number, Channel.EMAIL, "127.0.0.1"), AT)
    wrong = f"{(int(last_code()) + 1) % 10**6:06}"
    assert typed_at_once(pk, account.number, [wrong] * TRIES) == [False] * TRIES
    assert SignInCode.objects.get(pk=pk).tries == TRIES
