"""The search and the customer's page."""

import pytest
from company_made_up import make_account, make_branch
from desk_made_up import enter, entered, field, text
from django.test import Client

from meterline.customers.models import Account, LinkedPhone
from meterline.readings.models import Reading
from meterline.staff.models import AuditEntry


@pytest.mark.parametrize(
    "typed",
    [
        "100000001",
        "100-000-001",
        "федорова",
        "щетинкина 7-12 фед",
        "7100000001",
        "+7 913 442-34-35",
    ],
)
def test_whatever_names_one_customer_opens_the_page(
    clerk: Client, single: Account, two_zones: Account, typed: str
) -> None:
    LinkedPhone.objects.create(number="+79134423435", account=single)
    assert clerk.get("/desk/", {"q": typed})["Location"] == "/desk/accounts/100000001/"


def test_several_are_listed_with_the_first_under_the_cursor(
    clerk: Client, single: Account, two_zones: Account
) -> None:
    page = text(clerk.get("/desk/", {"q": "щетинкина"}))
    assert "Найдено: 2" in page
    assert page.count("autofocus") == 1
    assert 'accounts/100000001/" autofocus' in page


def test_another_branchs_customers_are_not_found_but_named_where_the_number_is_known(
    clerk: Client, single: Account
) -> None:
    make_account("200000001", {}, branch=make_branch("tyva"))
    assert "Никого не нашлось" in text(clerk.get("/desk/", {"q": "200000"}))
    assert "ведёт филиал «Филиал tyva»" in text(clerk.get("/desk/", {"q": "200000001"}))
    refused = clerk.get("/desk/accounts/200000001/")
    assert refused.status_code == 403
    assert "в филиале «Филиал tyva»: искать и смотреть абонентов" in text(refused)


def test_the_page_tells_what_a_clerk_is_asked_about(clerk: Client, two_zones: Account) -> None:
    meter = two_zones.meters.get()
    meter.verified_until = "2026-05-31"
    meter.save()
    page = text(clerk.get("/desk/accounts/100000002/"))
    for told in (
        "Петров Пётр Ильич",
        "Абакан, Щетинкина, 7-12",
        "Филиал khakassia",
        "№ 7100000002",
        "31.05.2026",
        "истекла",
        "с 20 по 25 ноября, сейчас за 11.2026",
        "было 20400",
        "было 5200",
        "долга нет",
    ):
        assert told in page
    seen = AuditEntry.objects.get(subject="Страница абонента")
    assert (seen.who, seen.account) == ("ivanova", two_zones)


def test_a_good_value_is_stored_and_the_next_customer_begins(
    clerk: Client, single: Account
) -> None:
    answer = enter(clerk, single, single=10_300)
    page = text(clerk.get(answer["Location"]))
    assert "Принято, расписка" in page
    assert "расход 100 кВт·ч" in page
    assert 'type="search" autocomplete="off" aria-describedby="q-hint" autofocus' in page
    assert entered(single) == [("clerk", 10_300, "accepted")]
    row = Reading.objects.get(value=10_300)
    assert (row.author, row.evidence) == ("ivanova", "в офисе")
    kept = AuditEntry.objects.get(action="enter_readings")
    assert (kept.who, kept.account, kept.branch) == ("ivanova", single, single.branch)


def test_a_receipt_can_be_printed(clerk: Client, two_zones: Account) -> None:
    answer = enter(clerk, two_zones, day=20_600, night=5_300)
    number = answer["Location"].partition("done=")[2]
    page = text(clerk.get(f"/desk/receipts/{number}/"))
    for told in (f"Расписка № {number}", "20600", "5300", "300 кВт·ч", "11.2026"):
        assert told in page
    assert clerk.get("/desk/receipts/12345/").status_code == 404


def test_an_empty_zone_gets_the_cursor_and_may_be_left_out_by_a_button(
    clerk: Client, two_zones: Account
) -> None:
    page = text(enter(clerk, two_zones, day=20_600, night=""))
    assert "Записать без пустых" in page
    assert entered(two_zones) == []
    assert f'id="{field(two_zones, "night")}"' in page.split("autofocus")[0].rpartition("<input")[2]
    enter(clerk, two_zones, day=20_600, night="", partial=1)
    assert entered(two_zones) == [("clerk", 20_600, "accepted")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("10250x", "Нужны цифры, как на счётчике до запятой."),
        ("9000", "Меньше прежнего: было 10200."),
        ("90000", "Слишком много: 79800 кВт·ч, прежнее показание 10200."),
        ("103005", "Похоже на цифру после запятой: без неё 10300."),
        ("1234567", "Столько цифр этот счётчик не показывает."),
        ("1234567890", "Нужны цифры, как на счётчике до запятой."),
    ],
)
def test_a_doubtful_value_is_told_beside_its_field(
    clerk: Client, single: Account, typed: str, told: str
) -> None:
    page = text(enter(clerk, single, single=typed))
    assert told in page
    assert f'value="{typed}"' in page
    assert 'aria-invalid="true" autofocus' in page
    assert entered(single) == []


def test_the_proposal_is_taken_by_a_button(clerk: Client, single: Account) -> None:
    page = text(enter(clerk, single, single=103_005))
    assert f'name="take" value="{field(single)}=10300"' in page
    enter(clerk, single, single=103_005, take=f"{field(single)}=10300")
    assert entered(single) == [("clerk", 10_300, "accepted")]


def test_zones_that_changed_places_are_taken_together(clerk: Client, two_zones: Account) -> None:
    day, night = field(two_zones, "day"), field(two_zones, "night")
    page = text(enter(clerk, two_zones, day=5_300, night=20_600))
    assert f'value="{day}=20600,{night}=5300"' in page
    enter(clerk, two_zones, day=5_300, night=20_600, take=f"{day}=20600,{night}=5300")
    assert [value for _, value, _ in entered(two_zones)] == [20_600, 5_300]


def test_who_insists_says_why_and_a_person_looks_at_it(clerk: Client, single: Account) -> None:
    assert "Если значение верное, почему" in text(enter(clerk, single, single=9_000))
    answer = enter(clerk, single, single=9_000, why="счётчик меняли в мае")
    assert "Записано на проверку" in text(clerk.get(answer["Location"]))
    assert entered(single) == [("clerk", 9_000, "under_review")]
    assert Reading.objects.get(value=9_000).evidence == "в офисе; настаивает: счётчик меняли в мае"
    kept = AuditEntry.objects.get(action="enter_readings")
    assert kept.details["настаивает"] == "счётчик меняли в мае"


def test_a_value_without_thousands_space_or_fraction_is_what_the_meter_shows(
    clerk: Client, single: Account
) -> None:
    enter(clerk, single, single="10 300,7")
    assert entered(single) == [("clerk", 10_300, "accepted")]


def test_the_same_again_is_a_repeat_with_the_first_receipt(clerk: Client, single: Account) -> None:
    first = enter(clerk, single, single=10_300)["Location"]
    again = enter(clerk, single, single=10_300)["Location"]
    page = text(clerk.get(again))
    assert "Такие показания уже были приняты" in page
    assert first.partition("done=")[2] in page
    assert len(entered(single)) == 1


def test_a_closed_account_takes_nothing(clerk: Client, single: Account) -> None:
    single.state = Account.State.CLOSED
    single.save()
    assert "Счёт закрыт" in text(clerk.get("/desk/accounts/100000001/"))
    assert "Лицевой счёт закрыт" in text(enter(clerk, single, single=10_300))
    assert entered(single) == []


def test_no_fields_where_the_meter_sends_its_readings_itself(
    clerk: Client, single: Account
) -> None:
    single.meters.update(automatic=True)
    assert "передаёт показания сам" in text(clerk.get("/desk/accounts/100000001/"))
