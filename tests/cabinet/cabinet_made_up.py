"""Consumers with addresses, and their browsers."""

import re
from typing import Any

from company_made_up import make_account
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from meterline.channels.models import OutgoingMessage
from meterline.customers.models import Account, LinkedEmail, LinkedPhone

CODE = re.compile(r"\b\d{6}\b")
EMAIL = "alyona@example.ru"
PHONE = "+79134423435"


def consumer(number: str, *, email: str = EMAIL, phone: str = "", **zones: list[int]) -> Account:
    """An account of khakassia with readings from August to October 2026."""
    account = make_account(number, dict(zones) or {"single": [10_000, 10_100, 10_200]})
    if email:
        LinkedEmail.objects.create(address=email, account=account)
    if phone:
        LinkedPhone.objects.create(number=phone, account=account)
    return account


def last_code() -> str:
    """The code of the message that was sent last."""
    message = OutgoingMessage.objects.order_by("-id").first()
    assert message
    [code] = CODE.findall(message.text)
    return str(code)


def ask(client: Client, number: str, way: str = "email", page: str = "sign-in") -> HttpResponse:
    """The page after a code was asked for."""
    sent = {"number": number, "way": way}
    answer: Any = client.post(reverse(f"cabinet:{page}"), sent, follow=True)
    return answer


def type_code(client: Client, code: str) -> HttpResponse:
    answer: Any = client.post(reverse("cabinet:code"), {"code": code}, follow=True)
    return answer


def signed_in(account: Account) -> Client:
    """A browser that came in by a code."""
    client = Client()
    ask(client, account.number)
    assert account.number in type_code(client, last_code()).text
    return client


def page(client: Client, name: str, *where: object, **sent: str) -> Any:
    """A page, with what was sent to it, wherever that leads."""
    address = reverse(f"cabinet:{name}", args=where)
    return client.post(address, sent, follow=True) if sent else client.get(address, follow=True)
