"""Handing readings over in the cabinet: what is stored, what is asked about, what is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from cabinet_made_up import consumer, page, signed_in
from company_made_up import AT
from django.test import Client
from django.urls import reverse

from meterline.cabinet.models import Deed
from meterline.customers.models import Account, Customer, Meter, MeteringPoint, Register
from meterline.readings.models import Reading, Source

HOLD = "\N{NO-BREAK SPACE}"


def fields(account: Account, *values: str) -> dict[str, str]:
    registers = Register.objects.filter(meter__account=account).order_by("meter_id", "id")
    return {f"r{one.pk}": value for one, value in zip(registers, values, strict=True)}


def button(text: str, name: str) -> str:
    """The value of a button of a page."""
    found = re.search(rf'name="{name}"\s+value="([^"]+)"', text)
    assert found, f"no button {name}"
    return found[1]


def stored(account: Account) -> list[tuple[int, str]]:
    """What was handed over in November."""
    rows = Reading.objects.filter(register__meter__account=account, received_at__gte=AT)
    return list(rows.order_by("register_id").values_list("value", "status"))


def submit(client: Client, account: Account, *values: str, **more: str) -> Any:
    return page(client, "submit", account.pk, token="t", **fields(account, *values), **more)


@pytest.mark.parametrize("typed", ["10300", "10 300", "010300", "10300,7", " 10300. "])
def test_a_value_as_people_type_it_is_stored(client: Client, account: Account, typed: str) -> None:
    told = submit(client, account, typed).text
    assert "Показания приняты" in told
    assert "100 кВт·ч" in told
    assert stored(account) == [(10_300, "accepted")]
    reading = Reading.objects.get(received_at=AT)
    assert reading.source == Source.WEB
    deed = Deed.objects.get(account=account, kind="signed_in")
    assert reading.evidence == f"личный кабинет, вход № {deed.pk}"
    assert Deed.objects.get(kind="submitted").detail == f"№ {reading.receipt.number}"
    assert reading.receipt.number in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "хотя бы одного счётчика"),
        ("десять тысяч", "только цифры"),
        ("-5", "только цифры"),
        ("10200", "Показания не изменились с прошлого раза"),
        (
            "9000",
            "Эти показания меньше прошлых. Прошлые показания: 10 200. Возможно, пропущена цифра",
        ),
        ("19999", "слишком большой расход: 9 799 кВт·ч"),
        ("103004", "и цифру после запятой. Тогда показания: 10 300."),
        ("999999", "Цифр больше, чем на вашем счётчике: до запятой их 5"),
    ],
)
def test_a_doubtful_value_is_asked_about_and_stays_in_its_field(
    client: Client, account: Account, typed: str, told: str
) -> None:
    answer = submit(client, account, typed).text
    assert told in answer.replace(HOLD, " ")
    assert f'value="{typed}"' in answer
    assert stored(account) == []


def test_what_was_probably_meant_is_one_button(client: Client, account: Account) -> None:
    asked = submit(client, account, "103004").text
    assert f"Записать 10{HOLD}300 и передать" in asked
    assert "Показания приняты" in submit(client, account, "103004", use=button(asked, "use")).text
    assert stored(account) == [(10_300, "accepted")]


@pytest.mark.parametrize(
    ("typed", "label", "status"),
    [
        ("10200", "Так и записать", "accepted"),
        ("19999", "отправить на проверку", "under_review"),
        ("9000", "отправить на проверку", "under_review"),
    ],
)
def test_what_is_insisted_on_is_stored(
    client: Client, account: Account, typed: str, label: str, status: str
) -> None:
    asked = submit(client, account, typed).text
    assert label in asked
    done = submit(client, account, typed, insist=button(asked, "insist")).text
    assert ("отправлены на проверку" in done) is (status == "under_review")
    assert stored(account) == [(int(typed), status)]


def test_only_values_that_were_asked_about_can_be_insisted_on(
    client: Client, account: Account
) -> None:
    asked = submit(client, account, "19999").text
    assert (
        "слишком большой" in submit(client, account, "29999", insist=button(asked, "insist")).text
    )
    assert stored(account) == []


def test_what_the_meter_cannot_show_cannot_be_insisted_on(client: Client, account: Account) -> None:
    assert "insist" not in submit(client, account, "999999").text


def test_the_same_form_twice_is_one_reading(client: Client, account: Account) -> None:
    receipts = [submit(client, account, "10300").request["PATH_INFO"] for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert stored(account) == [(10_300, "accepted")]


def test_after_going_back_another_value_is_a_correction(client: Client, account: Account) -> None:
    submit(client, account, "10300")
    assert "10310 за" in submit(client, account, "10310").text
    assert stored(account) == [(10_300, "accepted"), (10_310, "accepted")]


def test_what_was_given_this_month_stands_at_its_field(client: Client, account: Account) -> None:
    submit(client, account, "10300")
    told = page(client, "submit", account.pk).text
    assert "Последнее: 10200 за октябрь 2026 г. Уже передано за этот месяц: 10300." in told


def test_after_the_window_it_counts_for_the_next_month(
    client: Client, account: Account, clock: Any
) -> None:
    clock.move_to(AT + timedelta(days=4))
    told = submit(signed_in(account), account, "10300").text
    assert "учтём их в следующем месяце" in told


@pytest.fixture
def two_zones(db: None) -> Account:
    zones = {"day": [20_000, 20_200, 20_400], "night": [5_000, 5_100, 5_200]}
    return consumer("100000002", **zones)


def test_a_zone_that_was_left_out_is_asked_for(two_zones: Account) -> None:
    client = signed_in(two_zones)
    assert "и этой зоны" in submit(client, two_zones, "20600", "").text
    assert stored(two_zones) == []


def test_zones_that_changed_places_are_set_right_together(two_zones: Account) -> None:
    client = signed_in(two_zones)
    asked = submit(client, two_zones, "5300", "20600").text
    assert f"Может быть, так: день 20{HOLD}600, ночь 5{HOLD}300?" in asked
    assert asked.count("Поменять местами и передать") == 1
    assert (
        "Показания приняты"
        in submit(client, two_zones, "5300", "20600", use=button(asked, "use")).text
    )
    assert stored(two_zones) == [(20_600, "accepted"), (5_300, "accepted")]


def test_an_organisation_hands_over_the_points_that_it_has_read(db: None) -> None:
    account = consumer("100000004")
    Customer.objects.filter(pk=account.customer_id).update(kind=Customer.Kind.ORGANISATION)
    shop = MeteringPoint.objects.create(account=account, name="Цех № 2")
    meter = Meter.objects.create(account=account, serial="55", digits=5, point=shop)
    Register.objects.create(meter=meter, zone="single")
    client = signed_in(account)
    assert "№ 55 — Цех № 2" in page(client, "submit", account.pk).text
    assert "Показания приняты" in submit(client, account, "", "777").text
    assert stored(account) == [(777, "accepted")]


def test_automatic_meters_and_closed_accounts_are_not_asked_for(
    client: Client, account: Account
) -> None:
    account.meters.update(automatic=True)
    told = page(client, "submit", account.pk).text
    assert "передаёт сам счётчик" in told
    assert "inputmode" not in told
    account.meters.update(automatic=False)
    Account.objects.filter(pk=account.pk).update(state=Account.State.CLOSED)
    assert "Лицевой счёт закрыт" in submit(client, account, "10300").text
    assert stored(account) == []


def test_a_receipt_of_another_account_is_not_found(client: Client, account: Account) -> None:
    other = consumer("100000009", email="anna@example.ru")
    theirs = signed_in(other)
    submit(theirs, other, "10300")
    number = Reading.objects.get(received_at=AT).receipt.number
    assert page(theirs, "receipt", other.pk, number).status_code == 200
    assert page(client, "receipt", account.pk, number).status_code == 404
    assert page(client, "receipt", account.pk, "12345").status_code == 404


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, "Показаний за ноябрь 2026 г. ещё нет. Передайте их до 25 ноября"),
        (-7, "Принимаем с 20 ноября по 25 ноября"),
        (4, "Показаний за декабрь 2026 г. ещё нет"),
    ],
)
def test_the_first_page_tells_of_the_month(
    account: Account, clock: Any, days: int, told: str
) -> None:
    clock.move_to(AT + timedelta(days=days))
    assert told in " ".join(page(signed_in(account), "overview").text.split())


def test_the_first_page_tells_what_was_given(client: Client, account: Account) -> None:
    before = page(client, "overview").text
    assert "10200" in before
    submit(client, account, "10300")
    after = page(client, "overview").text
    assert "Показания за ноябрь 2026 г. получены" in " ".join(after.split())
    assert "10300" in after


def test_the_history_tells_source_state_and_receipt(client: Client, account: Account) -> None:
    asked = submit(client, account, "19999").text
    submit(client, account, "19999", insist=button(asked, "insist"))
    told = " ".join(page(client, "readings", account.pk).text.split())
    words = re.sub(r"<[^>]+>| +", " ", told)
    for row in (
        r"ноябрь 2026 +№ 7100000001 +19999 +, на проверке +Сайт, 22\.11\.2026 12:00 +Расписка \d+",
        r"октябрь 2026 +№ 7100000001 +10200 +, принято +Потребитель, 20\.10\.2026 07:00",
    ):
        assert re.search(row, words)


def test_a_long_history_has_pages(client: Client, account: Account) -> None:
    for value in range(10_300, 10_345):
        submit(client, account, str(value))
    first = page(client, "readings", account.pk).text
    second = client.get(reverse("cabinet:readings", args=[account.pk]), {"page": "2"}).text
    assert (">10344<" in first, ">10000<" in first, "Раньше" in first) == (True, False, True)
    assert (">10344<" in second, ">10000<" in second, "Новее" in second) == (False, True, True)
