"""Each change of the customer base leaves who, when, why and what."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from accounts_made_up import CLERK
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from meterline.customers import services
from meterline.customers.audit import By
from meterline.customers.histories import changes_of, tell
from meterline.customers.models import (
    Account,
    Branch,
    BranchDay,
    Change,
    Contract,
    LinkedEmail,
    LinkedPhone,
    MeterAct,
    MeteringPoint,
)


def told(row: Any) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The changes of a row, the latest first, as people read them."""
    return [
        (one.what, [(field.name, field.old, field.new) for field in one.fields])
        for one in map(tell, changes_of(row))
    ]


def test_who_when_and_why_are_kept(account: Account) -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    services.change(account, {"rooms": 3}, By("petrova", "выписка из ЕГРН", at))
    change = Change.objects.get()
    assert (change.author, change.why, change.at) == ("petrova", "выписка из ЕГРН", at)
    assert (change.table, change.row, change.account_id) == ("account", account.pk, account.pk)
    assert change.fields == {"rooms": [None, 3]}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"address": "Абакан, Мира, 1"}, ("адрес", "Абакан, Щетинкина, 7-12", "Абакан, Мира, 1")),
        ({"address": ""}, ("адрес", "Абакан, Щетинкина, 7-12", "—")),
        ({"state": "closed"}, ("состояние", "действует", "закрыт")),
        ({"electric_heating": True}, ("электроотопление", "нет", "да")),
        ({"max_power_kw": Decimal("12.50")}, ("максимальная мощность, кВт", "—", "12,5")),
        ({"contract": None}, ("договор", "АБ-001/19", "—")),
    ],
)
def test_an_accounts_change_in_words(
    account: Account, values: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert services.change(account, values, CLERK)
    assert told(account) == [("Лицевой счёт 100000001: изменено", [expected])]


def test_a_date_in_words(account: Account) -> None:
    meter = account.meters.get()
    services.change(meter, {"verified_until": date(2031, 6, 1)}, CLERK)
    services.change(meter, {"verified_until": date(2033, 6, 1)}, CLERK)
    assert told(meter) == [
        ("Счётчик № АГ7123: изменено", [("поверен до", "01.06.2031", "01.06.2033")]),
        ("Счётчик № АГ7123: изменено", [("поверен до", "—", "01.06.2031")]),
    ]


def test_what_changes_nothing_leaves_nothing(account: Account) -> None:
    assert not services.change(account, {"address": account.address, "rooms": None}, CLERK)
    assert not services.save(account, CLERK)
    assert not Change.objects.exists()


def test_the_stored_row_counts_not_what_was_read_earlier(account: Account) -> None:
    Account.objects.update(rooms=2)
    services.change(account, {"rooms": 3}, CLERK)
    assert Change.objects.get().fields == {"rooms": [2, 3]}


def test_a_row_is_added_and_removed(account: Account) -> None:
    point = MeteringPoint(account=account, name="Склад")
    services.save(point, CLERK)
    number = point.pk
    services.remove(point, CLERK)
    assert [(one.kind, one.row, one.account_id) for one in Change.objects.all()] == [
        ("removed", number, account.pk),
        ("added", number, account.pk),
    ]
    removed = tell(Change.objects.first())  # type: ignore[arg-type]
    assert removed.what == f"Точка учёта (строка {number}): удалено"
    assert ("название", "Склад", "—") in [(f.name, f.old, f.new) for f in removed.fields]


def test_an_accounts_history_has_its_customers_and_meters_and_nobody_elses(
    account: Account, branch: Branch
) -> None:
    services.change(account.customer, {"name": "Ёлкина Алёна Петровна"}, CLERK)
    services.change(account.meters.get(), {"automatic": True}, CLERK)
    services.change(account.meters.get().registers.get(), {"opening": 5}, CLERK)
    services.change(account.contract, {"signed": date(2019, 1, 9)}, CLERK)  # type: ignore[arg-type]
    services.change(branch, {"window_from": 20}, CLERK)
    assert [one.table for one in changes_of(account)] == [
        *("contract", "register", "meter", "customer"),
    ]
    account.customer.refresh_from_db()
    assert account.customer.name_folded == "елкина алена петровна"


def test_the_record_falls_with_the_change(account: Account) -> None:
    with pytest.raises(ProtectedError):
        services.remove(account.meters.get(), CLERK)
    assert not Change.objects.exists()
    assert account.meters.exists()


@pytest.mark.parametrize("spoil", [lambda one: one.save(), lambda one: one.delete()])
def test_a_record_is_never_changed(account: Account, spoil: Callable[[Change], None]) -> None:
    services.close_account(account, CLERK)
    with pytest.raises(TypeError):
        spoil(Change.objects.get())


def test_an_account_is_closed_and_opened_again(account: Account) -> None:
    assert services.close_account(account, CLERK)
    assert not services.close_account(account, CLERK)
    assert services.reopen_account(account, CLERK)
    assert Account.objects.get().state == "active"
    assert Change.objects.count() == 2


def test_a_telephone_is_linked_once_and_by_the_robot_unless_said_otherwise(
    account: Account,
) -> None:
    assert services.link_phone("8 913 000-00-00", account.number)
    assert services.link_phone("+79130000000", account.number)
    assert not services.link_phone("анонимно", account.number)
    assert services.link_phone("+79130000001", account.number, CLERK)
    assert sorted(LinkedPhone.objects.values_list("number", flat=True)) == [
        *("+79130000000", "+79130000001", "+79134423435"),
    ]
    assert [one.author for one in Change.objects.all()] == ["petrova", "robot"]


def test_an_email_is_linked_once_in_small_letters(account: Account) -> None:
    services.link_email(" New@Example.RU ", account, CLERK)
    services.link_email("new@example.ru", account, CLERK)
    with pytest.raises(ValidationError):
        services.link_email("не адрес", account, CLERK)
    assert LinkedEmail.objects.filter(address="new@example.ru").count() == 1
    assert Change.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "good"),
    [
        (date(2015, 5, 14), False),
        (date(2015, 5, 15), True),
        (date(2026, 5, 20), True),
        (date(2026, 5, 21), False),
    ],
)
def test_an_act_is_of_a_day_on_which_the_meter_was_there(
    account: Account, day: date, good: bool
) -> None:
    meter = account.meters.get()
    services.change(meter, {"removed": date(2026, 5, 20)}, CLERK)
    act = MeterAct(meter=meter, kind=MeterAct.Kind.BROKEN, day=day, number="7-Н")
    if good:
        services.record_act(act, CLERK)
        name, fields = told(act)[0]
        assert name == f"Акт о счётчике неисправен {day:%d.%m.%Y}: добавлено"
        assert ("что установлено", "—", "неисправен") in fields
    else:
        with pytest.raises(ValidationError, match="на месте не было"):
            services.record_act(act, CLERK)


def test_rows_without_an_account_have_a_history_too(branch: Branch) -> None:
    day = BranchDay(branch=branch, day=date(2026, 12, 31), hours="08:00-12:00")
    services.save(day, CLERK)
    assert Change.objects.get().account_id is None
    assert told(day)[0][0] == "Особый день 31.12.2026 08:00-12:00: добавлено"


def test_a_contract_is_found_by_its_letters_as_typed(account: Account) -> None:
    services.change(account.contract, {"number": "Ёж-77"}, CLERK)  # type: ignore[arg-type]
    assert Contract.objects.get().number_folded == "еж-77"
