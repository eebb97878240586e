"""At the desk: payment with readings, replacement, control, and what is set right."""

import re
from decimal import Decimal
from typing import Any

import pytest
from desk_made_up import enter, entered, field, text
from django.test import Client

from meterline.customers.models import Account, Change, Meter, MeterAct
from meterline.payments.models import Payment
from meterline.payments.selectors import balance
from meterline.readings.models import Reading, Verdict
from meterline.staff.models import AuditEntry

CODE = (
    "ST00012|Name=Сбыт|PersonalAcc=40702810000000000001|BankName=Банк|BIC=040000001"
    "|CorrespAcc=0|PersAcc=100000001|Sum=123450|CounterId=7100000001|CounterVal=10300"
)


def pay(client: Client, account: Account, **given: object) -> Any:
    posted = {
        field(account) if name == "single" else name: str(value) for name, value in given.items()
    }
    return client.post(f"/desk/accounts/{account.number}/payment/", posted)


def test_payment_and_reading_are_stored_together_and_printed(
    clerk: Client, single: Account
) -> None:
    answer = pay(clerk, single, amount="1 234,50", cash_receipt="00017", single=10_300)
    page = text(clerk.get(answer["Location"]))
    for told in ("Оплата принята", "100000001", "1234,50 ₽", "кассовый чек 00017", "10300"):
        assert told in page
    paid = Payment.objects.get()
    assert (paid.amount, paid.source, paid.author) == (Decimal("1234.50"), "desk", "ivanova")
    assert balance(single) == Decimal("-1234.50")
    assert entered(single) == [("receipt", 10_300, "accepted")]
    assert {entry.action for entry in AuditEntry.objects.all()} >= {
        "take_payments",
        "enter_readings",
    }


def test_a_doubtful_reading_holds_the_payment_until_it_is_settled(
    clerk: Client, single: Account
) -> None:
    page = text(pay(clerk, single, amount="10", cash_receipt="18", single=9_000))
    assert "Меньше прежнего" in page
    assert not Payment.objects.exists()
    assert not AuditEntry.objects.filter(action="take_payments").exists()
    pay(clerk, single, amount="10", cash_receipt="18")
    assert Payment.objects.get().amount == 10
    assert entered(single) == []


def test_the_same_cash_receipt_is_one_payment(
    clerk: Client, single: Account, two_zones: Account
) -> None:
    for _ in range(2):
        pay(clerk, single, amount="10", cash_receipt="19")
    assert Payment.objects.count() == 1
    assert "уже учтён на" in text(pay(clerk, single, amount="11", cash_receipt="19"))
    other = clerk.post("/desk/accounts/100000002/payment/", {"amount": "10", "cash_receipt": "19"})
    assert "уже учтён на другом лицевом счёте" in text(other)


@pytest.mark.parametrize("amount", ["", "0", "-5", "1,234", "много"])
def test_what_is_no_sum_is_refused_at_its_field(
    clerk: Client, single: Account, amount: str
) -> None:
    page = text(pay(clerk, single, amount=amount, cash_receipt="20"))
    assert '<p class="problem">' in page
    assert not Payment.objects.exists()


def test_a_bills_code_fills_the_payment(clerk: Client, single: Account) -> None:
    page = text(clerk.post("/desk/scan/", {"qr": CODE}))
    assert 'action="/desk/accounts/100000001/payment/"' in page
    assert re.search(r'name="amount" value="1234,50"', page)
    assert f'name="{field(single)}" value="10300"' in page


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("100000001", "Это не код платёжной квитанции"),
        ("ЫЕ00012|Тфьу", "Включена русская раскладка"),
        (CODE.replace("PersAcc=100000001", "PersAcc=999"), "Счёта 999 из этого кода нет."),
    ],
)
def test_a_code_that_leads_nowhere_is_explained(
    clerk: Client, single: Account, code: str, told: str
) -> None:
    assert told in text(clerk.post("/desk/scan/", {"qr": code}))


def replacement(account: Account, **changed: str) -> dict[str, str]:
    return {
        "day": "2026-11-20",
        "closing_single": "10290",
        "serial": "N500",
        "zones": "1",
        "digits": "6",
        "ratio": "1",
        "opening": "3",
        "why": "акт № 12",
        **changed,
    }


def test_a_meter_is_replaced_with_a_record(clerk: Client, single: Account) -> None:
    old = single.meters.get()
    address = f"/desk/accounts/100000001/meters/{old.pk}/replace/"
    assert 'type="date"' in text(clerk.get(address))
    clerk.post(address, replacement(single))
    fresh = Meter.objects.get(serial="N500")
    assert (fresh.replaces, fresh.digits, fresh.registers.get().opening) == (old, 6, 3)
    assert AuditEntry.objects.get(action="replace_meters").account == single
    assert Change.objects.filter(author="ivanova", why="акт № 12").exists()


def test_a_replacement_that_cannot_be_says_why_and_changes_nothing(
    clerk: Client, single: Account
) -> None:
    address = f"/desk/accounts/100000001/meters/{single.meters.get().pk}/replace/"
    page = text(clerk.post(address, replacement(single, opening="3, 4")))
    assert "Нужно по одному показанию на шкалу" in page
    page = text(clerk.post(address, replacement(single, opening="12345678")))
    assert "6 цифр до запятой" in page
    assert Meter.objects.count() == 1
    assert not AuditEntry.objects.filter(action="replace_meters").exists()


def control(client: Client, account: Account, **given: str) -> Any:
    meter = account.meters.get()
    posted = {"day": "2026-11-21", "number": "К-7", "found": "", **given}
    posted = {field(account) if name == "single" else name: v for name, v in posted.items()}
    return client.post(f"/desk/accounts/{account.number}/meters/{meter.pk}/control/", posted)


def test_a_controllers_reading_names_its_act(clerk: Client, single: Account) -> None:
    control(clerk, single, single="10280")
    row = Reading.objects.get(value=10_280)
    assert (row.source, row.evidence) == ("control", "акт № К-7 от 21.11.2026")
    assert f"{row.received_at.astimezone(single.branch.zone):%d.%m.%Y}" == "21.11.2026"
    assert not MeterAct.objects.exists()
    assert AuditEntry.objects.get(action="enter_control").account == single
    assert "Меньше прежнего" in text(enter(clerk, single, single=10_250))


def test_what_the_controller_found_wrong_is_put_on_record(clerk: Client, single: Account) -> None:
    control(clerk, single, single="10280", found="broken", note="нет пломбы")
    act = MeterAct.objects.get()
    assert (act.kind, act.number, act.note) == ("broken", "К-7", "нет пломбы")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"single": ""}, "Нужно показание каждой шкалы."),
        ({"single": "9000"}, "Меньше прежнего: было 10200."),
        ({"single": "10280", "number": ""}, "Обязательное поле."),
        ({"single": "10280", "day": "2026-12-01"}, "Этот день ещё не наступил."),
    ],
)
def test_a_control_that_is_not_whole_stores_nothing(
    clerk: Client, single: Account, given: dict[str, str], told: str
) -> None:
    assert told in text(control(clerk, single, **given))
    assert entered(single) == []


def test_a_meter_that_sends_itself_may_be_controlled(clerk: Client, single: Account) -> None:
    single.meters.update(automatic=True)
    control(clerk, single, single="10280")
    assert entered(single) == [("control", 10_280, "accepted")]


def test_a_reading_is_set_right_with_a_reason(clerk: Client, single: Account) -> None:
    enter(clerk, single, single=10_300)
    row = Reading.objects.get(value=10_300)
    clerk.post(
        f"/desk/readings/{row.pk}/correct/", {f"v{row.register_id}": "10310", "reason": "описка"}
    )
    fixed = Reading.objects.get(value=10_310)
    assert (fixed.corrects, fixed.evidence) == (row, "исправление: описка")
    assert AuditEntry.objects.get(action="correct_readings").details["значения"].endswith("10310")


def test_a_reading_is_taken_out_of_use_with_a_reason(clerk: Client, single: Account) -> None:
    enter(clerk, single, single=10_300)
    row = Reading.objects.get(value=10_300)
    address = f"/desk/readings/{row.pk}/cancel/"
    assert "Укажите причину решения." in text(clerk.post(address, {"reason": " "}))
    assert not AuditEntry.objects.filter(action="correct_readings").exists()
    clerk.post(address, {"reason": "чужой счёт"})
    verdict = Verdict.objects.get()
    assert (verdict.kind, verdict.reason, verdict.author) == ("cancelled", "чужой счёт", "ivanova")
    assert "отменено" in text(clerk.get("/desk/accounts/100000001/"))
    assert "уже не действует" in text(clerk.post(address, {"reason": "ещё раз"}))


def test_what_waits_for_a_person_is_rejected(clerk: Client, single: Account) -> None:
    enter(clerk, single, single=9_000, why="так на счётчике")
    row = Reading.objects.get(value=9_000)
    clerk.post(f"/desk/readings/{row.pk}/cancel/", {"reason": "не его счётчик"})
    assert Verdict.objects.get().kind == "rejected"


def test_a_closed_months_reading_can_only_be_cancelled(clerk: Client, single: Account) -> None:
    row = Reading.objects.get(value=10_200)
    page = text(clerk.get(f"/desk/readings/{row.pk}/"))
    assert "исправить нельзя" in page
    clerk.post(
        f"/desk/readings/{row.pk}/correct/", {f"v{row.register_id}": "10310", "reason": "описка"}
    )
    assert not Reading.objects.filter(value=10_310).exists()


@pytest.mark.parametrize("reason", ["", "описка"])
def test_a_correction_without_reason_or_out_of_reason_is_asked_about(
    clerk: Client, single: Account, reason: str
) -> None:
    enter(clerk, single, single=10_300)
    row = Reading.objects.get(value=10_300)
    value = "90000" if reason else "10310"
    page = text(
        clerk.post(
            f"/desk/readings/{row.pk}/correct/", {f"v{row.register_id}": value, "reason": reason}
        )
    )
    assert ("Слишком много" if reason else "Напишите причину") in page
    assert len(entered(single)) == 1
