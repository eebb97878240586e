"""Pages that ask nothing, and what holds for all of the site's pages."""

from datetime import date
from typing import Any

import pytest
from company_made_up import make_branch
from django.db.utils import IntegrityError
from django.test import Client
from lxml import html
from site_visitor import Visitor

from meterline.customers.models import Account, BranchDay
from meterline.site.models import Office
from meterline.site.offices import load_offices
from meterline.site.pictures import PICTURES

PAGES = ("/", "/readings/", "/offices/", "/meters/", "/call/")


@pytest.mark.parametrize("address", PAGES)
def test_nothing_inline_and_nothing_from_outside(client: Client, db: None, address: str) -> None:
    page = client.get(address).content.decode()
    for forbidden in ("<style", 'style="', "onclick", "http://", "https://", "<script>"):
        assert forbidden not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("address", PAGES)
def test_the_page_in_use_is_marked_in_the_menu(client: Client, db: None, address: str) -> None:
    page = html.document_fromstring(client.get(address).content.decode())
    marked = [one.get("href") for one in page.xpath("//nav[1]/a[@aria-current]")]
    assert marked == ([] if address == "/" else [address])


def test_home_leads_to_everything(client: Client, db: None) -> None:
    page = html.document_fromstring(client.get("/").content.decode())
    choices = [one.get("href") for one in page.xpath("//main//a")]
    assert choices == ["/readings/", "/call/", "/pay/", "/meters/", "/offices/", "/cabinet/"]


def test_offices_with_hours_and_phones(visitor: Visitor, db: None) -> None:
    branch = make_branch()
    branch.dispatcher_number = "88001234567"
    branch.save()
    BranchDay.objects.create(branch=branch, day=date(2026, 11, 23), hours="", note="Переезд")
    BranchDay.objects.create(branch=branch, day=date(2026, 12, 31), hours="08:00-12:00")
    Office.objects.create(
        branch=branch, town="Абакан", address="Примерная, 9", hours="пн–пт 8–17", phone="8 (390)"
    )
    text = visitor.open("/offices/").text
    for told in (
        "Филиал khakassia",
        "с 20 по 25 число",
        "в рабочие дни 08:00-17:00, в дни приёма 08:00-20:00; сейчас отвечают",
        "88001234567",
        "23 ноября операторы не отвечают: Переезд",
        "Абакан Примерная, 9 пн–пт 8–17 8 (390)",
    ):
        assert told in text
    assert "31 декабря" not in text


def test_a_company_without_branches_has_a_page_too(visitor: Visitor, db: None) -> None:
    assert "Адреса пока не внесены" in visitor.open("/offices/").text


def test_demo_offices_are_loaded_once(demo_base: None) -> None:
    assert load_offices() == Office.objects.count() > 10
    assert load_offices() == 0


def test_an_office_stands_there_once(db: None) -> None:
    branch = make_branch()
    Office.objects.create(branch=branch, town="Абакан", address="Примерная, 9", hours="")
    with pytest.raises(IntegrityError):
        Office.objects.create(branch=branch, town="Абакан", address="Примерная, 9", hours="")


def test_pictures_tell_screen_readers_what_they_show(visitor: Visitor, db: None) -> None:
    text = visitor.open("/meters/").text
    page = visitor.client.get("/meters/").content.decode()
    assert page.count('role="img"') == sum(len(one.screens) for one in PICTURES)
    assert 'aria-label="На счётчике: Т1 004510,20"' in page
    assert 'aria-label="На счётчике: 012345,67"' in page
    assert "Передайте: день 4510, ночь 2210." in text
    assert "Передайте: пик 3120, ночь 1874, полупик 2655." in text


@pytest.mark.parametrize("demo", [True, False])
def test_made_up_customers_are_offered_only_in_a_demo(
    visitor: Visitor, two_zones: Account, settings: Any, demo: bool
) -> None:
    settings.METERLINE_DEMO = demo
    text = visitor.open("/readings/").text
    assert ("Симонов Фирс Эдгарович 100 000 002 день 20400, ночь 5200" in text) is demo
