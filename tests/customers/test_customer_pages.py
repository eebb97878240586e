"""The pages on which clerks change the customer base, and what remains of it."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from meterline.customers.models import (
    Account,
    Branch,
    BranchDay,
    Change,
    Customer,
    LinkedEmail,
    LinkedPhone,
    Meter,
    MeterAct,
    MeteringPoint,
    SubmissionWindow,
)


def page(model: type[Model], name: str, *arguments: object) -> str:
    return reverse(f"admin:customers_{model._meta.model_name}_{name}", args=arguments)


def fields_of(client: Client, address: str) -> dict[str, Any]:
    """What a form's page would send if nothing were typed."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for one in context["inline_admin_formsets"]:
        forms += [one.formset.management_form, *one.formset.initial_forms]
    sent: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
    return sent


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_change_is_recorded_with_user_and_reason(admin_client: Client, account: Account) -> None:
    address = page(Account, "change", account.pk)
    sent = fields_of(admin_client, address)
    answer = admin_client.post(address, {**sent, "rooms": "3", "why": "выписка из ЕГРН"})
    assert answer.status_code == 302
    change = Change.objects.get()
    assert (change.author, change.why) == ("admin", "выписка из ЕГРН")
    assert change.fields == {"rooms": [None, 3]}


def test_a_change_without_a_reason_is_refused(admin_client: Client, account: Account) -> None:
    address = page(Account, "change", account.pk)
    sent = fields_of(admin_client, address)
    refused = admin_client.post(address, {**sent, "rooms": "3"})
    assert "why" in refused.context["adminform"].form.errors
    account.refresh_from_db()
    assert account.rooms is None


def test_rows_on_an_accounts_page_are_added_changed_and_removed(
    admin_client: Client, account: Account
) -> None:
    MeteringPoint.objects.create(account=account, name="Дом")
    address = page(Account, "change", account.pk)
    sent = fields_of(admin_client, address) | {
        "points-0-name": "Склад",
        "phones-TOTAL_FORMS": "2",
        "phones-1-number": "8 913 000-00-00",
        "phones-1-account": account.pk,
        "emails-0-DELETE": "on",
        "why": "звонок 20 ноября",
    }
    assert admin_client.post(address, sent).status_code == 302
    assert MeteringPoint.objects.get().name == "Склад"
    assert LinkedPhone.objects.filter(number="+79130000000", account=account).exists()
    assert not LinkedEmail.objects.exists()
    assert {(one.table, one.kind, one.why) for one in Change.objects.all()} == {
        ("meteringpoint", "changed", "звонок 20 ноября"),
        ("linkedphone", "added", "звонок 20 ноября"),
        ("linkedemail", "removed", "звонок 20 ноября"),
    }


def test_a_new_row_needs_no_reason(admin_client: Client, branch: Branch) -> None:
    address = page(Customer, "add")
    sent = fields_of(admin_client, address) | {"kind": "person", "name": "Ли Ян"}
    assert admin_client.post(address, sent).status_code == 302
    assert Change.objects.get().fields["name"] == [None, "Ли Ян"]


def test_deletions_are_recorded(admin_client: Client, account: Account) -> None:
    phone = account.phones.get()
    admin_client.post(page(LinkedPhone, "delete", phone.pk), {"post": "yes"})
    email = account.emails.get()
    sent = {"action": "delete_selected", "_selected_action": [email.pk], "post": "yes"}
    admin_client.post(page(LinkedEmail, "changelist"), sent)
    assert not LinkedPhone.objects.exists()
    assert not LinkedEmail.objects.exists()
    assert [(one.table, one.kind) for one in Change.objects.order_by("id")] == [
        ("linkedphone", "removed"),
        ("linkedemail", "removed"),
    ]


def test_the_history_says_who_changed_what_when_and_why(
    admin_client: Client, account: Account
) -> None:
    assert "Изменений не было" in text(admin_client, page(Account, "history", account.pk))
    address = page(Meter, "change", account.meters.get().pk)
    sent = fields_of(admin_client, address) | {"verified_until": "01.06.2033", "why": "акт поверки"}
    assert admin_client.post(address, sent).status_code == 302
    told = text(admin_client, page(Account, "history", account.pk))
    for words in ("admin", "акт поверки", "Счётчик № АГ7123", "поверен до", "01.06.2033"):
        assert words in told
    listed = text(admin_client, page(Change, "changelist") + "?table=meter")
    assert "поверен до: — → 01.06.2033" in listed
    assert "акт поверки" not in text(admin_client, page(Change, "changelist") + "?table=branch")


def test_branches_have_windows_and_special_days(admin_client: Client, branch: Branch) -> None:
    address = page(Branch, "change", branch.pk)
    sent = fields_of(admin_client, address) | {
        "windows-TOTAL_FORMS": "1",
        "windows-0-branch": branch.pk,
        "windows-0-valid_from": "01.11.2026",
        "windows-0-first_day": "20",
        "windows-0-last_day": "25",
        "days-TOTAL_FORMS": "1",
        "days-0-branch": branch.pk,
        "days-0-day": "31.12.2026",
        "days-0-hours": "08:00-12:00",
        "why": "приказ № 17",
    }
    assert admin_client.post(address, sent).status_code == 302
    assert SubmissionWindow.objects.get().first_day == 20
    assert BranchDay.objects.get().day == date(2026, 12, 31)
    assert {one.why for one in Change.objects.all()} == {"приказ № 17"}


@pytest.mark.parametrize(
    ("zones", "expected"),
    [("1", ["single"]), ("2", ["day", "night"]), ("3", ["peak", "half_peak", "night"])],
)
def test_a_new_meter_gets_the_registers_of_its_tariff(
    admin_client: Client, account: Account, zones: str, expected: list[str]
) -> None:
    sent = {"account": account.pk, "serial": "500", "digits": "6", "ratio": "1", "zones": zones}
    assert admin_client.post(page(Meter, "add"), sent).status_code == 302
    meter = Meter.objects.get(serial="500")
    assert [one.zone for one in meter.registers.all()] == expected


def test_an_act_is_put_on_record_at_the_meter(admin_client: Client, account: Account) -> None:
    meter = account.meters.get()
    address = page(Meter, "change", meter.pk)
    sent = fields_of(admin_client, address) | {
        "acts-TOTAL_FORMS": "1",
        "acts-0-meter": meter.pk,
        "acts-0-kind": "broken",
        "acts-0-day": "14.05.2015",
        "why": "обход",
    }
    assert "на месте не было" in admin_client.post(address, sent).content.decode()
    assert admin_client.post(address, sent | {"acts-0-day": "15.05.2026"}).status_code == 302
    assert MeterAct.objects.get().kind == "broken"


REPLACED = {
    "day": "20.05.2026",
    "closing_single": "99876",
    "serial": "900",
    "zones": "2",
    "digits": "6",
    "ratio": "1",
    "opening": "3, 0",
    "why": "истёк срок поверки",
}


def test_a_meter_is_replaced(admin_client: Client, account: Account) -> None:
    old = account.meters.get()
    assert "Заменить счётчик" in text(admin_client, page(Meter, "change", old.pk))
    answer = admin_client.post(page(Meter, "replace", old.pk), REPLACED)
    fresh = Meter.objects.get(serial="900")
    assert answer["Location"] == page(Meter, "change", fresh.pk)
    assert (fresh.replaces, fresh.installed) == (old, date(2026, 5, 20))
    assert old.registers.get().closing == 99_876
    assert [one.opening for one in fresh.registers.all()] == [3, 0]
    assert {(one.author, one.why) for one in Change.objects.all()} == {
        ("admin", "истёк срок поверки")
    }
    shown = text(admin_client, page(Meter, "change", old.pk))
    assert "заменён на № 900" in shown
    assert page(Meter, "replace", old.pk) not in shown


@pytest.mark.parametrize(
    ("typed", "column", "reason"),
    [
        ({"opening": "3"}, "opening", "день, ночь"),
        ({"opening": "три, 0"}, "opening", "числа через запятую"),
        ({"opening": "1000000, 0"}, "opening", "6 цифр"),
        ({"zones": "7"}, "zones", "7"),
        ({"closing_single": "100000"}, "closing_single", "99999"),
        ({"closing_single": ""}, "closing_single", "Обязательное"),
        ({"day": "14.05.2015"}, "day", "15.05.2015"),
        ({"serial": "АГ7123"}, "__all__", "уже есть"),
        ({"why": ""}, "why", "Обязательное"),
    ],
)
def test_a_replacement_that_cannot_be(
    admin_client: Client, account: Account, typed: dict[str, str], column: str, reason: str
) -> None:
    answer = admin_client.post(
        page(Meter, "replace", account.meters.get().pk), {**REPLACED, **typed}
    )
    assert reason in str(answer.context["form"].errors[column])
    assert reason in answer.content.decode()
    assert not Change.objects.exists()


@pytest.fixture
def clerk(client: Client, db: None) -> Client:
    """Somebody who may look and not touch."""
    user = User.objects.create_user("clerk", is_staff=True)
    allowed = Permission.objects.filter(
        content_type__app_label="customers", codename__startswith="view_"
    )
    user.user_permissions.set(allowed)
    client.force_login(user)
    return client


def test_who_may_only_look_is_asked_for_no_reason(clerk: Client, account: Account) -> None:
    meter = account.meters.get()
    for row in (account, account.customer, account.branch, meter):
        assert "id_why" not in text(clerk, page(type(row), "change", row.pk))
    assert "Заменить счётчик" not in text(clerk, page(Meter, "change", meter.pk))
    assert clerk.get(page(Meter, "replace", meter.pk)).status_code == 403
    assert clerk.get(page(Account, "history", account.pk)).status_code == 200
    assert clerk.post(page(Account, "change", account.pk), {"rooms": 9}).status_code == 403


def test_history_is_for_those_who_may_see_the_row(client: Client, account: Account) -> None:
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert client.get(page(Account, "history", account.pk)).status_code == 403


@pytest.mark.parametrize("typed", ["ФЁДОРОВА", "100 000 001", "АГ7123", "442-34-35", "АБ-001/19"])
@pytest.mark.parametrize("model", [Account, Customer])
def test_lists_are_searched_as_everywhere(
    admin_client: Client, account: Account, model: type[Model], typed: str
) -> None:
    Customer.objects.create(kind="person", name="Ли Ян")
    found = admin_client.get(page(model, "changelist"), {"q": typed}).context["cl"].result_list
    assert [str(one) for one in found] == [str(account if model is Account else account.customer)]


def test_a_customer_without_an_account_is_found_by_name(admin_client: Client, db: None) -> None:
    Customer.objects.create(kind="person", name="Ли Ян")
    found = admin_client.get(page(Customer, "changelist"), {"q": "ли"}).context["cl"].result_list
    assert [one.name for one in found] == ["Ли Ян"]
