"""Several accounts in one cabinet, and accounts that are none of its."""

import pytest
from cabinet_made_up import ask, consumer, last_code, page, signed_in, type_code
from django.test import Client
from django.urls import reverse

from meterline.cabinet.models import Deed, Joined
from meterline.channels.models import OutgoingMessage
from meterline.customers.models import Account, Customer

PAGES = [
    ("readings", ()),
    ("submit", ()),
    ("receipt", ("10017",)),
    ("charges", ()),
    ("charge", (2026, 10)),
    ("bill", (2026, 10)),
    ("own", ()),
    ("data", ()),
    ("erasure", ()),
]


@pytest.fixture
def other(account: Account) -> Account:
    return consumer("100000002", email="pyotr@example.ru")


@pytest.fixture
def both(client: Client, other: Account) -> Client:
    """A cabinet to which the other account's code was told."""
    ask(client, other.number, page="add")
    assert "добавлен" in type_code(client, last_code()).text
    return client


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_pages_of_others_are_not_found(
    client: Client, other: Account, name: str, more: tuple[object, ...]
) -> None:
    for number in (other.pk, 10**9):
        address = reverse(f"cabinet:{name}", args=(number, *more))
        assert client.get(address).status_code == 404
        sent = {"on": "1", "wish": "", "way": "email"}
        assert client.post(address, sent).status_code in {404, 405}
    assert not Deed.objects.filter(account=other).exists()


@pytest.mark.parametrize(("name", "more"), [("overview", None), *PAGES])
def test_pages_ask_strangers_to_sign_in(
    account: Account, name: str, more: tuple[object, ...] | None
) -> None:
    where = () if more is None else (account.pk, *more)
    answer = Client().get(reverse(f"cabinet:{name}", args=where))
    assert (answer.status_code, answer["Location"]) == (302, reverse("cabinet:sign-in"))


def test_every_page_of_an_account_is_in_the_table() -> None:
    """So that no page is added which the test of others' pages does not know."""
    from meterline.cabinet.urls import urlpatterns  # noqa: PLC0415 - needs Django's settings

    known = {one.name for one in urlpatterns if "account" in one.pattern.converters}
    assert known == {name for name, _ in PAGES} | {"remove"}


def test_a_second_account_is_added_by_its_own_code(both: Client, other: Account) -> None:
    first = page(both, "overview").text
    assert "Лицевой счёт 100000001" in first
    assert "Лицевой счёт 100000002" in first
    message = OutgoingMessage.objects.get(account=other)
    assert message.address == "pyotr@example.ru"
    assert "…0002 в личном кабинете счёта …0001" in message.text
    assert page(both, "readings", other.pk).status_code == 200
    assert Deed.objects.get(account=other).by.number == "100000001"


def test_the_code_that_adds_an_account_does_not_sign_in(client: Client, other: Account) -> None:
    ask(client, other.number, page="add")
    client.post(reverse("cabinet:sign-out"))
    assert "Вход в личный кабинет" in type_code(client, last_code()).text


def test_added_accounts_are_there_the_next_time(both: Client, account: Account) -> None:
    assert "Лицевой счёт 100000002" in page(signed_in(account), "overview").text


def test_adding_is_one_way(both: Client, other: Account) -> None:
    theirs = signed_in(other)
    assert "Лицевой счёт 100000001" not in page(theirs, "overview").text
    assert "Кабинет счёта 100000001" in page(theirs, "own", other.pk).text


def test_either_of_the_two_ends_it(both: Client, account: Account, other: Account) -> None:
    theirs = signed_in(other)
    assert page(theirs, "remove", other.pk, account.pk, sure="1").status_code == 200
    assert page(both, "readings", other.pk).status_code == 404
    ask(both, other.number, page="add")
    type_code(both, last_code())
    assert "убран из кабинета" in page(both, "remove", account.pk, other.pk, sure="1").text
    assert not Joined.objects.exists()
    assert Deed.objects.filter(account=other, kind="parted").count() == 2


def test_nobody_ends_what_is_not_his(both: Client, account: Account, other: Account) -> None:
    third = consumer("100000003", email="anna@example.ru")
    stranger = signed_in(third)
    for where in ((other.pk, account.pk), (account.pk, other.pk), (third.pk, other.pk)):
        assert page(stranger, "remove", *where, sure="1").status_code == 404
    assert Joined.objects.count() == 1


@pytest.mark.parametrize("sold", ["100000001", "100000002"])
def test_a_new_owner_sees_nothing_of_the_old_ones_accounts(both: Client, sold: str) -> None:
    buyer = Customer.objects.create(kind=Customer.Kind.PERSON, name="Новосёлов Иван")
    Account.objects.filter(number=sold).update(customer=buyer)
    kept = Account.objects.exclude(number=sold).get()
    assert "Новосёлов" not in page(signed_in(kept), "overview").text
    new = page(signed_in(Account.objects.get(number=sold)), "overview").text
    assert kept.number not in new
