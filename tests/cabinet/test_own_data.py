"""Reminders, one's own data, erasure, and what was done in a cabinet."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from bills_made_up import charged, home
from cabinet_made_up import EMAIL, PHONE, consumer, page, signed_in
from company_made_up import AT
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from meterline.cabinet.erasure import answer_by
from meterline.cabinet.models import Deed, ErasureRequest
from meterline.customers.models import Account, LinkedEmail, LinkedPhone
from meterline.reminders.choices import choice_of
from meterline.reminders.models import ReminderChoice


def kinds(account: Account) -> list[str]:
    return list(Deed.objects.filter(account=account).order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        ({"on": "on", "way": "email"}, "электронная почта"),
        ({"on": "on", "way": "sms"}, "СМС"),
        ({"on": "on", "way": "call"}, "звонок"),
        ({"way": "call"}, "не напоминать"),
    ],
)
@pytest.mark.django_db
def test_reminders_come_as_chosen(sent: dict[str, str], chosen: str) -> None:
    account = consumer("100000007", phone=PHONE)
    client = signed_in(account)
    assert "Напоминания сохранены" in page(client, "own", account.pk, **sent).text
    assert str(choice_of(account)) == chosen
    deed = Deed.objects.get(account=account, kind="reminders")
    assert deed.detail == chosen
    text = page(client, "own", account.pk).text
    assert ("checked" in text.split('name="on"')[1].split(">")[0]) is ("on" in sent)


def test_only_ways_that_reach_somebody_can_be_chosen(client: Client, account: Account) -> None:
    text = page(client, "own", account.pk).text
    assert "Письмом" in text
    assert "СМС" not in text
    page(client, "own", account.pk, on="on", way="sms")
    assert choice_of(account) is None
    LinkedEmail.objects.all().delete()
    assert "напоминать некуда" in page(client, "own", account.pk).text


def test_choosing_again_changes_the_choice(client: Client, account: Account) -> None:
    page(client, "own", account.pk, on="on", way="email")
    page(client, "own", account.pk, way="email")
    assert [one.on for one in ReminderChoice.objects.all()] == [False]


@pytest.fixture
def archive(db: None) -> dict[str, bytes]:
    """What a home with a charge, a telephone and a name like a formula downloads."""
    account = home()
    account.customer.name = "=HYPERLINK(1)"
    account.customer.save()
    LinkedEmail.objects.create(address=EMAIL, account=account)
    LinkedPhone.objects.create(number=PHONE, account=account)
    charged(account)
    other = consumer("100000009", email="anna@example.ru")
    assert other.number
    answer = page(signed_in(account), "data", account.pk)
    assert answer["Content-Type"] == "application/zip"
    assert kinds(account)[-1] == "data"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_archive_has_everything_for_programs(archive: dict[str, bytes]) -> None:
    told: dict[str, Any] = json.loads(archive["data.json"])
    assert told["account"]["number"] == "190000001"
    assert told["account"]["name"] == "=HYPERLINK(1)"
    assert (told["emails"], told["phones"]) == ([EMAIL], [PHONE])
    assert [one["value"] for one in told["readings"]] == [1250, 1100, 1000]
    assert told["charges"][0]["amount"] == "342.00"
    assert [one["kind"] for one in told["cabinet"]["deeds"]] == ["signed_in", "data"]
    assert "100000009" not in archive["data.json"].decode()


def test_the_archive_has_tables_for_people(archive: dict[str, bytes]) -> None:
    assert [row["value"] for row in table(archive["readings.csv"])] == ["1250", "1100", "1000"]
    [line] = table(archive["charges.csv"])
    assert (line["energy"], line["amount"]) == ("150.0000", "342.00")
    assert "п. 42 Правил № 354" in line["explanation"]
    assert "лицевой счёт 190000001" in archive["readme.txt"].decode()
    assert {"payments.csv", "data.json"} < archive.keys()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2026-11-22", "2026-12-04"),
        ("2026-11-23", "2026-12-07"),
        ("2026-12-30", "2027-01-22"),  # 31 December 2026 is a day off
        ("2026-04-30", "2026-05-18"),
    ],
)
def test_ten_working_days_are_counted_by_russias_calendar(asked: str, expected: str) -> None:
    assert answer_by(date.fromisoformat(asked)) == date.fromisoformat(expected)


def test_erasure_is_asked_for_and_answered(client: Client, account: Account) -> None:
    before = page(client, "erasure", account.pk).text
    for law in ("402-ФЗ, ст. 29", "ГК РФ, ст. 196", "152-ФЗ, ст. 6"):
        assert law in before
    told = page(client, "erasure", account.pk, wish="Старый телефон").text
    assert "Ответим до 04.12.2026" in told
    request = ErasureRequest.objects.get()
    assert (request.wish, request.asked_at, request.state) == ("Старый телефон", AT, "new")
    page(client, "erasure", account.pk, wish="Ещё раз")
    assert ErasureRequest.objects.count() == 1
    assert kinds(account) == ["signed_in", "erasure"]

    clerk = Client()
    clerk.force_login(User.objects.create_superuser("clerk"))
    row = reverse("admin:cabinet_erasurerequest_change", args=[request.pk])
    assert account.number in clerk.get(reverse("admin:cabinet_erasurerequest_changelist")).text
    clerk.post(row, {"state": "done", "answer": "Телефон отвязан."})
    request.refresh_from_db()
    assert (request.state, request.decided_at) == ("done", AT)
    assert request.decided_by
    answered = page(client, "own", account.pk).text
    assert "удалено, что можно" in answered
    assert "Телефон отвязан." in answered
    page(client, "erasure", account.pk, wish="Ещё раз")
    assert ErasureRequest.objects.count() == 2


def test_the_company_neither_adds_nor_deletes_what_consumers_did(account: Account) -> None:
    clerk = Client()
    clerk.force_login(User.objects.create_superuser("clerk"))
    signed_in(account)
    assert clerk.get(reverse("admin:cabinet_deed_changelist")).status_code == 200
    for page_ in ("cabinet_deed_add", "cabinet_erasurerequest_add"):
        assert clerk.get(reverse(f"admin:{page_}")).status_code == 403


def test_what_was_done_is_shown(client: Client, account: Account) -> None:
    page(client, "own", account.pk, on="on", way="email")
    text = page(client, "own", account.pk).text
    assert "Вход в кабинет" in text
    assert "Изменены напоминания: электронная почта" in text
    assert "22.11.2026 12:00" in text
