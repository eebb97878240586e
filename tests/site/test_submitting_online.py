"""Readings by the site, page for page, as a visitor without JavaScript goes through it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from company_made_up import AT, make_account
from django.core import signing
from site_visitor import Visitor

from meterline.channels.models import OutgoingMessage
from meterline.customers.models import (
    Account,
    Contract,
    Customer,
    Meter,
    MeteringPoint,
    Register,
)
from meterline.limits.entrances import Entrance
from meterline.readings.models import Reading, Receipt, Repeat, Source


def given_online() -> list[int]:
    """Values that came by the site."""
    online = Reading.objects.filter(source=Source.WEB).order_by("id")
    return list(online.values_list("value", flat=True))


def test_three_pages_from_account_to_receipt(visitor: Visitor, single: Account) -> None:
    visitor.knock("100 000-001", "федорова")
    assert visitor.labels == ["Показание"]
    assert "За октябрь 2026: 10 200" in visitor.text
    assert "Показания за ноябрь принимаем до 25 ноября включительно" in visitor.text
    visitor.give("10 300")
    assert "Показания приняты" in visitor.text
    assert "Расход 100 кВт·ч" in visitor.text
    assert visitor.number == Receipt.objects.get().number
    assert visitor.way == ["/readings/values/", "/readings/receipt/"]
    [reading] = Reading.objects.filter(source=Source.WEB)
    assert (reading.value, reading.counted_for) == (10_300, date(2026, 11, 1))
    assert reading.status == Reading.Status.ACCEPTED
    assert reading.evidence


def test_receipt_may_be_opened_again_and_is_gone_after_the_end(
    visitor: Visitor, single: Account
) -> None:
    number = visitor.at(single).give(10_300).number
    assert visitor.open("/readings/receipt/").number == number
    visitor.client.post("/readings/finish/")
    assert number not in visitor.open("/readings/receipt/").text
    assert "Начните, пожалуйста, сначала" in visitor.text


def test_zones_are_asked_for_by_their_names(visitor: Visitor, two_zones: Account) -> None:
    visitor.at(two_zones)
    assert visitor.labels == ["День Т1", "Ночь Т2"]
    visitor.give(20_600, 5_300)
    assert "день 20 600" in visitor.text
    assert "ночь 5 300" in visitor.text


def test_three_zones_and_half_peak(visitor: Visitor, db: None) -> None:
    zones = {"peak": [100, 200], "half_peak": [300, 400], "night": [500, 600]}
    account = make_account("100000003", zones)
    assert visitor.at(account).labels == ["Пик Т1", "Полупик Т3", "Ночь Т2"]


def another_meter(account: Account, serial: str, value: int, **more: object) -> Meter:
    meter = Meter.objects.create(account=account, serial=serial, digits=5, ratio=1, **more)
    register = Register.objects.create(meter=meter, zone="single")
    Reading.objects.create(
        register=register,
        value=value,
        source=Source.CONSUMER,
        received_at=AT - timedelta(days=30),
        period=date(2026, 10, 1),
        counted_for=date(2026, 10, 1),
    )
    return meter


def test_all_meters_of_an_account_and_one_of_them_is_enough(
    visitor: Visitor, single: Account
) -> None:
    another_meter(single, "555", 700)
    visitor.at(single).give("", 750)
    assert "№ 555, показание 750" in visitor.text
    assert given_online() == [750]


def test_meters_that_were_taken_out_are_not_asked_for(visitor: Visitor, single: Account) -> None:
    another_meter(single, "555", 700, removed=date(2026, 11, 1))
    assert len(visitor.at(single).labels) == 1


def test_an_organisation_by_name_contract_or_serial(visitor: Visitor, single: Account) -> None:
    customer = single.customer
    customer.kind, customer.name = Customer.Kind.ORGANISATION, "ООО «Ромашка»"
    customer.save()
    single.contract = Contract.objects.create(number="12/34-Э", customer=customer)
    single.save()
    point = MeteringPoint.objects.create(account=single, name="Склад")
    Meter.objects.update(point=point)
    for proof in ("ромашка", "12/34э", "7100000001"):
        assert "Склад" in visitor.knock(single.number, proof).text
    assert "Не нашли" in visitor.knock(single.number, "Фёдорова").text


def test_who_guesses_learns_nothing_of_which_accounts_exist(
    visitor: Visitor, single: Account
) -> None:
    answers = {
        visitor.knock(number, "Иванова").text.replace(number, "")
        for number in ("100000001", "100000009")
    }
    assert len(answers) == 1
    assert "Не нашли лицевой счёт с такой фамилией" in answers.pop()


@pytest.mark.parametrize("number", ["100000001", "100000009"])
def test_guessing_ends_after_a_few_wrong_names(
    visitor: Visitor, single: Account, number: str
) -> None:
    for place in range(Entrance.SITE_ACCOUNT.value.times):
        Visitor(REMOTE_ADDR=f"198.51.100.{place}").knock(number, "Иванова")
    assert visitor.knock(number, "Фёдорова").status == 429
    assert "Слишком много попыток" in visitor.text


def test_letters_for_a_number_hold_nobody_up(visitor: Visitor, single: Account) -> None:
    for _ in range(Entrance.SITE_ACCOUNT.value.times + 2):
        assert "Не нашли" in visitor.knock("мой счёт", "Иванова").text


def test_who_knows_the_name_is_not_held_up(visitor: Visitor, single: Account) -> None:
    for _ in range(Entrance.SITE_ACCOUNT.value.times + 2):
        assert visitor.at(single).labels


def test_one_address_may_not_ask_for_all_accounts(visitor: Visitor, single: Account) -> None:
    entrance = Entrance.SITE_LOOKUP.value
    for number in range(entrance.times):
        visitor.client.post("/readings/", {"account": str(number), "proof": "Иванов"})
    assert visitor.at(single).status == 429
    assert Visitor(REMOTE_ADDR="198.51.100.7").at(single).status == 200


@pytest.mark.parametrize(
    ("account", "proof", "told"),
    [
        ("", "Фёдорова", "Впишите номер лицевого счёта."),
        ("100000001", " ", "Впишите фамилию или номер счётчика."),
        ("нет", "Фёдорова", "Не нашли лицевой счёт"),
    ],
)
def test_what_is_missing_on_the_first_page_is_told(
    visitor: Visitor, single: Account, account: str, proof: str, told: str
) -> None:
    assert told in visitor.knock(account, proof).text
    assert visitor.title.startswith("Ошибка:")


def test_a_closed_account(visitor: Visitor, single: Account) -> None:
    Account.objects.update(state=Account.State.CLOSED)
    assert "Этот лицевой счёт закрыт" in visitor.at(single).text


def test_an_account_closed_meanwhile(visitor: Visitor, single: Account) -> None:
    visitor.at(single)
    Account.objects.update(state=Account.State.CLOSED)
    assert "Этот лицевой счёт закрыт" in visitor.give(10_300).text
    assert given_online() == []


def test_meters_that_send_their_own_readings(visitor: Visitor, single: Account) -> None:
    Meter.objects.update(automatic=True)
    assert "показания передаются автоматически" in visitor.at(single).text
    another_meter(single, "555", 700)
    assert len(visitor.at(single).labels) == 1
    assert "передаёт сам счётчик" in visitor.text


def test_an_account_without_a_meter(visitor: Visitor, db: None) -> None:
    account = make_account("100000003", {})
    Meter.objects.all().delete()
    assert "счётчика нет" in visitor.at(account).text


@pytest.mark.parametrize(
    ("day", "before", "after", "counted_for"),
    [
        (
            "2026-11-10T12:00:00+07:00",
            "ещё не начался: принимаем с 20 ноября по 25 ноября",
            "Приём показаний за этот месяц ещё не начался",
            date(2026, 11, 1),
        ),
        (
            "2026-11-28T12:00:00+07:00",
            "окончен 25 ноября. Показания будут учтены в следующем расчётном периоде, за декабрь",
            "Показания переданы после срока",
            date(2026, 12, 1),
        ),
        # The branch's own midnight: still the 25th at Greenwich, the 26th in Krasnoyarsk.
        (
            "2026-11-25T18:00:00+00:00",
            "окончен 25 ноября",
            "Показания за месяц принимаем до 25 числа включительно",
            date(2026, 12, 1),
        ),
    ],
)
def test_before_and_after_the_window(
    single: Account, day: str, before: str, after: str, counted_for: date
) -> None:
    with time_machine.travel(datetime.fromisoformat(day), tick=False):
        visitor = Visitor().at(single)
        assert before in visitor.text
        assert after in visitor.give(10_300).text
    assert Reading.objects.get(source=Source.WEB).counted_for == counted_for


LOWER = "меньше прошлых. Прошлые показания: 10 200"
INSIST = "Всё верно, передать как есть"


@pytest.mark.parametrize(
    ("value", "told", "buttons"),
    [
        (10_100, LOWER, [INSIST]),
        (1_030, "Возможно, пропущена цифра", [INSIST]),
        (19_300, "слишком большой расход: 9 100 кВт·ч", [INSIST]),
        (10_200, "не изменились с прошлого раза. Так и записать?", ["Да, так и записать"]),
        (
            103_005,
            "цифру после запятой. Тогда показания: 10 300",
            ["Записать 10 300 и передать"],
        ),
        (999_999, "Цифр больше, чем на вашем счётчике: до запятой их 5", []),
    ],
)
def test_doubtful_values_are_asked_about_first(
    visitor: Visitor, single: Account, value: int, told: str, buttons: list[str]
) -> None:
    visitor.at(single).give(value)
    assert told in visitor.text
    assert visitor.title.startswith("Проверьте:")
    assert visitor.buttons == buttons
    assert given_online() == []


def test_a_corrected_value_is_taken(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(1_030).give(10_300)
    assert (given_online(), "Показания приняты" in visitor.text) == ([10_300], True)


def test_what_the_site_proposes_is_taken_at_a_press(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(103_005).give(103_005, button="Записать 10 300")
    assert given_online() == [10_300]


def test_swapped_zones_change_places_at_a_press(visitor: Visitor, two_zones: Account) -> None:
    visitor.at(two_zones).give(5_300, 20_600)
    assert "зоны перепутаны. Может быть, так: день 20 600, ночь 5 300?" in visitor.text
    visitor.give(5_300, 20_600, button="Поменять местами")
    assert given_online() == [20_600, 5_300]


def test_who_insists_is_heard_and_a_person_looks_at_it(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(19_300).give(19_300, button=INSIST)
    assert "будут проверены специалистом" in visitor.text
    assert Reading.objects.get(source=Source.WEB).status == Reading.Status.UNDER_REVIEW


def test_the_same_value_confirmed_needs_no_person(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(10_200).give(10_200, button="Да, так и записать")
    assert Reading.objects.get(source=Source.WEB).status == Reading.Status.ACCEPTED


def test_a_register_that_went_through_zero(visitor: Visitor, db: None) -> None:
    account = make_account("100000004", {"single": [99_700, 99_800, 99_900]})
    visitor.at(account).give(20)
    assert "перешёл через ноль. Показания: 20. Так и записать?" in visitor.text
    assert "Расход 120 кВт·ч" in visitor.give(20, button="Да, так и записать").text


def test_only_what_was_asked_about_can_be_insisted_on(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(19_300).give(18_300, button=INSIST)
    assert "слишком большой расход: 8 100" in visitor.text
    assert given_online() == []


def test_a_value_that_cannot_be_shown_is_never_stored(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(19_300)
    digest = visitor.insisting
    visitor.give(999_999)
    visitor.send({"insist": digest})
    assert given_online() == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("", ""), "Впишите показания хотя бы одного счётчика."),
        (("20600", ""), "Впишите показания и этой зоны."),
        (("20600", "много"), "Впишите только цифры, которые стоят до запятой."),
    ],
)
def test_what_is_missing_on_the_second_page_is_told(
    visitor: Visitor, two_zones: Account, values: tuple[str, str], told: str
) -> None:
    assert told in visitor.at(two_zones).give(*values).text
    assert visitor.title.startswith("Ошибка:")
    assert given_online() == []


def test_confirmation_by_mail(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(10_300, email="alyona@example.com")
    assert "Подтверждение придёт на alyona@example.com" in visitor.text
    letter = OutgoingMessage.objects.get()
    assert (letter.address, letter.account) == ("alyona@example.com", single)
    assert visitor.number in letter.text
    assert "показание: 10\N{NO-BREAK SPACE}300" in letter.text
    assert "Лицевой счёт: …0001" in letter.text


def test_an_address_that_is_none_is_asked_for_again(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(10_300, email="alyona(at)example.com")
    assert "Это не адрес электронной почты" in visitor.text
    assert given_online() == []
    visitor.give(10_300)
    assert (given_online(), OutgoingMessage.objects.count()) == ([10_300], 0)


def test_nobody_is_flooded_with_confirmations(visitor: Visitor, single: Account) -> None:
    most = Entrance.SITE_LETTER.value.times
    for value in range(10_301, 10_302 + most):
        visitor.at(single).give(value, email="Alyona@example.com")
    assert "слишком много" in visitor.text
    assert OutgoingMessage.objects.count() == most


def test_the_same_form_sent_twice_is_one_submission(visitor: Visitor, single: Account) -> None:
    form = visitor.at(single).filled_in(10_300)
    first = visitor.send(form).number
    again = visitor.client.post("/readings/values/", form, follow=True)
    assert first in again.content.decode()
    assert (Receipt.objects.count(), Repeat.objects.count()) == (1, 0)


def test_the_same_values_from_another_form_are_a_repeat(visitor: Visitor, single: Account) -> None:
    first = visitor.at(single).give(10_300).number
    visitor.at(single)
    assert "Уже передано за этот месяц: 10 300" in visitor.text
    visitor.give(10_300)
    assert "Такие показания уже приняты" in visitor.text
    assert visitor.number == first
    assert (len(given_online()), Repeat.objects.count()) == (1, 1)


def test_another_value_of_the_same_month_is_a_correction(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(10_300)
    visitor.open("/readings/values/").give(10_310)
    assert Reading.objects.get(value=10_310).corrects == Reading.objects.get(value=10_300)


def test_two_tabs_with_two_accounts_do_not_mix(
    visitor: Visitor, single: Account, two_zones: Account
) -> None:
    first_tab = visitor.at(single).filled_in(10_300)
    visitor.at(two_zones)
    visitor.client.post("/readings/values/", first_tab)
    assert Reading.objects.get(source=Source.WEB).register.meter.account == single


def test_a_form_left_open_too_long(single: Account) -> None:
    with time_machine.travel(AT, tick=False) as clock:
        visitor = Visitor().at(single)
        clock.shift(timedelta(minutes=31))
        assert "Начните, пожалуйста, сначала" in visitor.give(10_300).text
    assert given_online() == []


@pytest.mark.parametrize("salt", ["site.visit", "else"])
def test_nobody_makes_up_a_visit(
    visitor: Visitor, single: Account, two_zones: Account, salt: str
) -> None:
    visitor.at(two_zones)
    forged = signing.dumps([single.pk, "x"], key="guessed", salt=salt)
    visitor.send({"visit": forged})
    assert "Начните, пожалуйста, сначала" in visitor.text


def test_questions_while_typing(visitor: Visitor, single: Account) -> None:
    form = visitor.at(single).filled_in(19_300)
    part = visitor.client.post("/readings/check/", form).content.decode()
    assert "слишком большой расход" in part
    assert "<html" not in part
    fine = visitor.client.post("/readings/check/", form | {visitor.fields[0]: "10300"})
    assert fine.content.decode().strip() == ""
    assert visitor.client.post("/readings/check/", {"visit": "x"}).status_code == 204
    assert given_online() == []


def test_consumption_of_transformers_is_multiplied(visitor: Visitor, single: Account) -> None:
    Meter.objects.update(ratio=Decimal(20))
    assert "Расход 2 000 кВт·ч" in visitor.at(single).give(10_300).text


def test_months_without_readings_are_told(visitor: Visitor, db: None) -> None:
    account = make_account("100000005", {"single": [10_000, 10_100]})
    assert "начисление шло по среднему расходу" in visitor.at(account).give(10_300).text


def test_a_meter_whose_verification_is_over(visitor: Visitor, single: Account) -> None:
    Meter.objects.update(verified_until=date(2026, 1, 1))
    assert "Срок поверки счётчика истёк" in visitor.at(single).give(10_300).text


def test_no_account_stands_in_an_address(visitor: Visitor, single: Account) -> None:
    visitor.at(single).give(19_300).give(10_300)
    assert all("?" not in address and "1000" not in address for address in visitor.way)
