"""Rows that found no place: money and readings wait until a person decides, once."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from files_made_up import AT
from tables_made_up import make_company
from test_registry import GOOD, THREE, load

from meterline.customers.models import Account, Branch, HeldRow
from meterline.importing.held import (
    Decision,
    NotDecided,
    assign,
    list_held,
    reject,
    return_money,
)
from meterline.payments.models import Payment
from meterline.readings.models import Reading

STRANGER = "П7;22.11.2026 10:15;999999999;;1290;;;500,00"


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Path:
    make_company(tmp_path)
    return tmp_path


def account(number: str = "000123456") -> Account:
    return Account.objects.select_related("branch").get(number=number)


def decision(note: str = "") -> Decision:
    return Decision(HeldRow.objects.latest("id").pk, "sidorova", AT + timedelta(hours=1), note)


def november() -> list[tuple[int, str]]:
    rows = Reading.objects.filter(source="registry").order_by("id")
    return list(rows.values_list("value", "status"))


def test_money_and_reading_go_to_the_account_found(folder: Path) -> None:
    load(folder, STRANGER, THREE)
    done = assign(decision(), account())
    payment = Payment.objects.get(payment_id="П7")
    assert (payment.account, payment.amount, payment.author) == (
        *(account(), Decimal("500.00")),
        "sidorova",
    )
    assert payment.evidence == "registry.txt, строка 1"
    reading = Reading.objects.get(value=1290)
    assert reading.received_at == payment.paid_at
    assert (done.state, done.decided_by, done.assigned) == ("assigned", "sidorova", account())
    assert done.note.startswith("платёж зачтён; показания приняты, ")


def test_the_file_again_finds_the_row_decided(folder: Path) -> None:
    load(folder, STRANGER)
    assign(decision(), account())
    again = load(folder, STRANGER)
    assert (again.known, again.refused, HeldRow.objects.count()) == (1, [], 1)
    assert Payment.objects.count() == 1


def test_a_file_with_the_right_account_finds_the_payment_taken(folder: Path) -> None:
    load(folder, STRANGER)
    assign(decision(), account())
    mended = load(folder, STRANGER.replace("999999999", "000123456"))
    assert (mended.paid, mended.paid_before, mended.known, mended.refused) == (0, 1, 1, [])


def test_a_row_taken_from_a_mended_file_waits_no_more(folder: Path) -> None:
    load(folder, STRANGER)
    load(folder, STRANGER.replace("999999999", "000123456"))
    assert HeldRow.objects.get().state == "taken"
    with pytest.raises(NotDecided, match=r"уже решена \(принята из файла позже\)"):
        assign(decision(), account("100000007"))


def test_a_refused_reading_leaves_the_money_booked(folder: Path) -> None:
    load(folder, STRANGER.replace(";;1290", ";S9;1290"))
    done = assign(decision(), account())
    assert done.note == "платёж зачтён; показания не приняты: у лицевого счёта нет такого счётчика"
    assert (Payment.objects.count(), november()) == (1, [])


def test_a_doubtful_reading_waits_for_review(folder: Path) -> None:
    load(folder, STRANGER.replace("1290", "90000"))
    assert "показания на проверке" in assign(decision(), account()).note
    assert november() == [(90000, "under_review")]


def test_a_reading_that_is_too_old_by_then_is_told(folder: Path) -> None:
    load(folder, STRANGER)
    late = Decision(HeldRow.objects.get().pk, "sidorova", AT + timedelta(days=40))
    assert "старше 31 дня" in assign(late, account()).note
    assert Payment.objects.get().paid_at < AT


def test_a_reading_alone_is_decided_without_money(folder: Path) -> None:
    load(folder, "П1;;000123456;Z9;1290;;;500,00")
    held = HeldRow.objects.get()
    assert (held.amount, Payment.objects.count()) == (None, 1)
    with pytest.raises(NotDecided, match="нет такого счётчика"):
        assign(decision(), account())
    with pytest.raises(NotDecided, match="нет денег"):
        return_money(decision("ошибка плательщика"))
    assert reject(decision("счётчика нет")).note == "счётчика нет"


def test_money_goes_back_with_a_reason(folder: Path) -> None:
    load(folder, STRANGER)
    with pytest.raises(NotDecided, match="причину"):
        return_money(decision(" "))
    assert return_money(decision("чужой платёж")).state == "to_return"
    assert (Payment.objects.count(), list(list_held())) == (0, [])


def test_another_sum_for_a_known_payment_waits(folder: Path) -> None:
    load(folder, GOOD)
    done = load(folder, GOOD.replace("500,00", "700,00"))
    assert "уже учтён на 500,00" in done.refused[0].reason
    assert (Payment.objects.get().amount, HeldRow.objects.get().amount) == (500, 700)
    with pytest.raises(NotDecided, match="уже учтён"):
        assign(decision(), account())
    load(folder, GOOD)
    assert HeldRow.objects.get().state == "waiting"


def test_a_closed_account_is_not_assigned_to(folder: Path) -> None:
    load(folder, STRANGER)
    with pytest.raises(NotDecided, match="закрыт"):
        assign(decision(), account("100000003"))
    assert HeldRow.objects.get().state == "waiting"


def test_a_row_that_is_not_there(db: None) -> None:
    with pytest.raises(NotDecided, match="Такой строки нет"):
        reject(Decision(404, "sidorova", AT, "нет"))


def test_rows_are_found_by_branch_and_by_what_they_say(folder: Path) -> None:
    load(folder, STRANGER, "П8;;000123456;Z9;1;;;1,00")
    own, other = Branch.objects.all(), Branch.objects.none()
    assert [one.payment for one in list_held(own)] == ["П8", "П7"]
    # What names no account of ours is everybody's to see to.
    assert [one.payment for one in list_held(other)] == ["П7"]
    assert [one.payment for one in list_held(search="registry 9999")] == ["П7"]
    assert [one.payment for one in list_held(search="П8")] == ["П8"]
