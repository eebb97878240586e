"""Signing in by account and one-time code: who comes in, who does not, what strangers learn."""

import re
from datetime import timedelta
from typing import Any

import pytest
from cabinet_made_up import EMAIL, PHONE, ask, consumer, last_code, page, signed_in, type_code
from company_made_up import AT
from django.test import Client
from django.urls import reverse

from meterline.cabinet.models import Deed, SignInCode
from meterline.channels.models import OutgoingMessage
from meterline.customers.models import Account, LinkedEmail

WRONG = "Код не подошёл"


def without_tokens(text: str) -> str:
    """A page without what differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def inside(client: Client) -> bool:
    return client.get(reverse("cabinet:overview")).status_code == 200


@pytest.mark.parametrize(
    ("way", "address", "number"),
    [("email", EMAIL, "100000007"), ("sms", PHONE, "100000007"), ("email", EMAIL, "100 000-007")],
)
@pytest.mark.django_db
def test_a_code_lets_in(way: str, address: str, number: str) -> None:
    account = consumer("100000007", phone=PHONE)
    client = Client()
    asked = ask(client, number, way)
    assert "мы отправили" in asked.text
    message = OutgoingMessage.objects.get()
    assert (message.channel, message.address) == (way, address)
    assert "Лицевой счёт 100000007" in type_code(client, last_code()).text
    assert [deed.kind for deed in Deed.objects.filter(account=account)] == ["signed_in"]


@pytest.mark.django_db
def test_all_addresses_learn_of_a_code() -> None:
    account = consumer("100000007")
    LinkedEmail.objects.create(address="second@example.ru", account=account)
    ask(Client(), account.number)
    sent = OutgoingMessage.objects.values_list("address", "text")
    assert {address for address, _ in sent} == {EMAIL, "second@example.ru"}
    assert len({text for _, text in sent}) == 1


@pytest.mark.parametrize("number", ["100000008", "999999999"])
@pytest.mark.django_db
def test_strangers_do_not_learn_whether_an_account_or_an_address_exists(number: str) -> None:
    """One account has an address, one has none, one is unknown: the pages are the same."""
    consumer("100000007")
    consumer("100000008", email="")
    pages = []
    for one in ("100000007", number):
        client = Client()
        asked, typed = ask(client, one), type_code(client, "000000")
        texts = [without_tokens(answer.text).replace(one, "…") for answer in (asked, typed)]
        pages.append((texts, asked.status_code, typed.status_code))
    assert pages[0] == pages[1]
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "told"),
    [("", "Обязательное поле"), ("12", "только цифры"), ("Федорова", "только цифры")],
)
@pytest.mark.django_db
def test_what_is_no_number_is_refused(number: str, told: str) -> None:
    assert told in ask(Client(), number).text
    assert not SignInCode.objects.exists()


def test_a_wrong_code_lets_nobody_in(account: Account) -> None:
    client = Client()
    ask(client, account.number)
    wrong = f"{(int(last_code()) + 1) % 10**6:06}"
    assert WRONG in type_code(client, wrong).text
    assert not inside(client)


def test_a_code_is_good_for_ten_minutes(account: Account, clock: Any) -> None:
    client = Client()
    ask(client, account.number)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert WRONG in type_code(client, last_code()).text
    assert not inside(client)


def test_a_code_is_good_once(account: Account) -> None:
    first = Client()
    ask(first, account.number)
    session = dict(first.session)
    type_code(first, last_code())
    second = Client()
    ask(second, "999999999")
    kept = second.session
    kept["cabinet-code"] = session["cabinet-code"]
    kept.save()
    assert WRONG in type_code(second, last_code()).text
    assert not inside(second)


def test_a_code_is_good_in_the_browser_that_asked_for_it(account: Account) -> None:
    asking, other = Client(), Client()
    ask(asking, account.number)
    code = last_code()
    ask(other, "999999999")
    assert WRONG in type_code(other, code).text
    assert "Вход в личный кабинет" in type_code(Client(), code).text


def test_after_five_tries_the_right_code_does_not_help(account: Account, clock: Any) -> None:
    client = Client()
    ask(client, account.number)
    code = last_code()
    for _ in range(5):
        assert WRONG in type_code(client, f"{(int(code) + 1) % 10**6:06}").text
    sixth = type_code(client, code)
    assert (sixth.status_code, "Слишком много попыток" in sixth.text) == (429, True)
    assert not inside(client)


@pytest.mark.parametrize("number", ["100000001", "999999999"])
def test_codes_are_not_sent_without_end(account: Account, number: str) -> None:
    answers = [ask(Client(), number).status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 200, 429]


def test_the_code_itself_is_not_kept(account: Account) -> None:
    ask(Client(), account.number)
    row = SignInCode.objects.get()
    assert last_code() not in str(vars(row))
    assert re.fullmatch("[0-9a-f]{64}", row.digest)


def test_old_codes_are_swept(account: Account, clock: Any) -> None:
    ask(Client(), account.number)
    first = SignInCode.objects.get().pk
    clock.shift(timedelta(days=1, minutes=11))
    ask(Client(), account.number)
    assert SignInCode.objects.exclude(pk=first).count() == SignInCode.objects.count() == 1


@pytest.mark.parametrize(("minutes", "open_"), [(19, True), (21, False)])
def test_a_cabinet_left_alone_is_closed(
    client: Client, clock: Any, minutes: int, open_: bool
) -> None:
    clock.shift(timedelta(minutes=minutes))
    assert inside(client) is open_
    clock.move_to(AT + timedelta(minutes=minutes + 15))
    assert inside(client) is open_


def test_signing_out_closes_the_cabinet(client: Client, account: Account) -> None:
    key = client.session.session_key
    left = client.post(reverse("cabinet:sign-out"), follow=True)
    assert "Вы вышли" in left.text
    assert not inside(client)
    assert client.session.session_key != key
    assert Deed.objects.filter(account=account, kind="signed_out").exists()


def test_signing_in_changes_the_sessions_key(account: Account) -> None:
    client = Client()
    ask(client, account.number)
    before = client.session.session_key
    type_code(client, last_code())
    assert client.session.session_key != before


def test_a_cabinet_opens_no_page_of_the_companys_people(client: Client) -> None:
    assert client.get("/admin/", follow=False).status_code == 302


def test_browsers_keep_no_copy(client: Client) -> None:
    assert "no-store" in client.get(reverse("cabinet:overview"))["Cache-Control"]


def test_forms_of_other_sites_are_refused(account: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    sent = {"number": account.number, "way": "email"}
    assert strict.post(reverse("cabinet:sign-in"), sent).status_code == 403
    assert not OutgoingMessage.objects.exists()


def test_whoever_is_in_need_not_sign_in(client: Client) -> None:
    assert "Долга нет" in page(client, "sign-in").text


def test_a_closed_account_may_still_be_seen(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(state=Account.State.CLOSED)
    assert "показания по нему не принимаются" in page(signed_in(account), "overview").text
