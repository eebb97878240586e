"""What billing people see of sheets, runs and charges."""

from datetime import date

import pytest
from charging_made_up import AFTER, PERIOD, clock_at, give, make_branch, make_homes
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from meterline.charging.engine import Order, charge_month
from meterline.charging.lawbook import lawbook
from meterline.charging.models import BranchPolicy, Charge, Run, Sheet, Uncharged
from meterline.charging.sheet_services import import_built_in
from meterline.customers.models import Account, Branch, Register
from meterline.readings.models import Reading

PLACEHOLDER = "рассчитано по заглушке, счёт не выставляется"


@pytest.fixture
def pages(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("billing"))
    return client


@pytest.fixture
def charged(khakassia: Branch) -> list[Account]:
    """Three homes by the law itself; the first has no tariff group that there is."""
    import_built_in("billing", AFTER)
    homes = make_homes(khakassia, 3)
    Account.objects.filter(pk=homes[0].pk).update(tariff_group="unheard-of")
    run(khakassia)
    return homes


def run(branch: Branch) -> None:
    charge_month(Order(branch, PERIOD, "billing", clock_at()), lawbook(branch, PERIOD))


def shown(pages: Client, page: str, pk: int | None = None, **query: object) -> str:
    """The text of a list, or of one row's page."""
    kind = "change" if pk else "changelist"
    address = reverse(f"admin:charging_{page}_{kind}", args=[pk] if pk else [])
    answer = pages.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_every_list_opens(pages: Client, charged: list[Account]) -> None:
    for page, text in {
        "sheet": "Заглушка: тарифы, Хакасэнерго, 2026 год",
        "run": "закончен",
        "charge": charged[1].number,
        "uncharged": "нет тарифной группы",
        "branchpolicy": "Порядок начислений",
    }.items():
        assert text in shown(pages, page)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("rules", ["26.12.2016", "По среднему подряд периодов не больше (354, п. 59)"]),
        ("tariff", ["3900", "полупик", "цены по диапазонам"]),
        ("norm", ["Без электроплит", "4 и больше"]),
    ],
)
def test_a_sheet_is_a_table(
    pages: Client, charged: list[Account], kind: str, texts: list[str]
) -> None:
    sheet = Sheet.objects.current().filter(kind=kind).latest("valid_from")
    page = shown(pages, "sheet", sheet.pk)
    assert [text for text in texts if text not in page] == []


def test_a_charge_explains_its_lines_and_says_that_no_bill_goes_out(
    pages: Client, charged: list[Account]
) -> None:
    charge = Charge.objects.get(account=charged[1])
    page = shown(pages, "charge", charge.pk)
    assert PLACEHOLDER in page
    assert "100 кВт·ч" in page
    assert "26.12.2016" in page


def test_a_charge_by_norm_tells_the_decree(pages: Client, charged: list[Account]) -> None:
    charge = Charge.objects.get(account=charged[2])
    assert charge.estimated
    assert "п. 59" in shown(pages, "charge", charge.pk)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"period": "2026-10-01"}, {1, 2}),
        ({"ground__exact": "actual"}, {1}),
        ({"reason__exact": "not_sent"}, {2}),
        ({"issuable__exact": "1"}, set()),
        ({"q": "000000003"}, {2}),
    ],
)
def test_charges_are_found_by(
    pages: Client, charged: list[Account], query: dict[str, str], found: set[int]
) -> None:
    page = shown(pages, "charge", **query)
    assert {place for place in (1, 2) if charged[place].number in page} == found


def test_charges_are_found_by_branch(
    pages: Client, charged: list[Account], khakassia: Branch
) -> None:
    for branch, count in ((khakassia, 2), (make_branch("tyva"), 0)):
        page = shown(pages, "charge", account__branch__id__exact=branch.pk)
        assert page.count("000000") == count


def test_a_replaced_charge_stays_to_be_seen(pages: Client, charged: list[Account]) -> None:
    register = Register.objects.get(meter__account=charged[1])
    last = Reading.objects.filter(register=register).latest("counted_for")
    give(register, PERIOD, last.value + 10, corrects=last, received_at=AFTER)
    old = Charge.objects.get(account=charged[1])
    run(charged[0].branch)
    assert charged[1].number in shown(pages, "charge", state="replaced")
    assert charged[2].number not in shown(pages, "charge", state="replaced")
    new = Charge.objects.current().get(account=charged[1])
    assert f"{old.amount} ₽".replace(".", ",") in shown(pages, "charge", new.pk).replace(".", ",")
    report = shown(pages, "run", Run.objects.latest("pk").pk)
    assert "изменено 1" in report
    assert charged[1].number in report


def test_a_run_reports_and_names_whom_it_could_not_charge(
    pages: Client, charged: list[Account]
) -> None:
    latest = Run.objects.get()
    report = shown(pages, "run", latest.pk)
    assert "не начислено 1" in report
    assert "показания потребителя" in report
    assert "показания не переданы" in report
    listed = shown(pages, "uncharged", run__id__exact=latest.pk)
    assert charged[0].number in listed
    assert Uncharged.objects.get().mend in listed


def test_nobody_changes_what_programs_write(pages: Client, charged: list[Account]) -> None:
    for model in (Sheet, Run, Charge, Uncharged):
        row = model.objects.first()
        address = reverse(f"admin:charging_{model._meta.model_name}_change", args=[row.pk])
        assert pages.post(address, {}).status_code == 403


def test_settings_of_a_branch_are_added(pages: Client, khakassia: Branch) -> None:
    values = {
        "branch": khakassia.pk,
        "valid_from": "01.11.2026",
        "true_up": "keep_norm",
        "zone_ranges": "chronological",
    }
    pages.post(reverse("admin:charging_branchpolicy_add"), values)
    policy = BranchPolicy.objects.get()
    assert (policy.valid_from, policy.true_up, policy.spread) == (
        date(2026, 11, 1),
        "keep_norm",
        False,
    )
