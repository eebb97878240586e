"""From a message's text to readings in the ledger and to the answer."""

import re
from itertools import count

import pytest
from company_made_up import AT, make_account, make_branch

from meterline.channels.known import accounts_of_chat
from meterline.channels.models import Channel, IncomingMessage
from meterline.channels.outcome import Outcome
from meterline.channels.understanding import understand
from meterline.customers.models import Account, LinkedEmail, LinkedPhone, Meter, Register
from meterline.language.zones import Zone
from meterline.readings.models import Reading, Receipt, Source

pytestmark = pytest.mark.django_db

ACCOUNT = "400652050"
NUMBERS = count(1)


@pytest.fixture
def account() -> Account:
    return make_account(ACCOUNT, {"single": [4100, 4300, 4500]})


@pytest.fixture
def two_zones() -> Account:
    return make_account("123123123", {"day": [5000, 5100, 5200], "night": [800, 850, 900]})


def message(body: str, channel: Channel = Channel.SMS, **told: object) -> IncomingMessage:
    created: IncomingMessage = IncomingMessage.objects.create(
        channel=channel,
        external=f"test:{next(NUMBERS)}",
        received_at=AT,
        body=body,
        evidence_sha256="0" * 64,
        **{"sender": "+79131234567", "trusted": True} | told,
    )
    return created


def told(body: str, channel: Channel = Channel.SMS, **more: object) -> Outcome:
    return understand(message(body, channel, **more))


def new_values() -> list[int]:
    return list(
        Reading.objects.exclude(source=Source.CONSUMER)
        .order_by("id")
        .values_list("value", flat=True)
    )


def test_values_are_stored_and_the_receipt_is_told(account: Account) -> None:
    outcome = told(f"{ACCOUNT} 4650")
    receipt = Receipt.objects.get()
    assert outcome.receipts == (receipt.number,)
    assert outcome.answer == f"Показания приняты, л/с …2050: 4650. Номер {receipt.number}."
    assert outcome.account == account
    reading = receipt.readings.get()
    assert (reading.value, reading.source, reading.author) == (4650, "sms", "+79131234567")
    assert reading.evidence.startswith("СМС, сообщение")
    assert not reading.name_confirmed


@pytest.mark.parametrize(
    ("channel", "source"),
    [(Channel.EMAIL, "email"), (Channel.SMS, "sms"), (Channel.TELEGRAM, "sms")],
)
def test_the_source_is_the_channel(account: Account, channel: Channel, source: str) -> None:
    told(f"л/с {ACCOUNT} показания 4650", channel)
    assert Receipt.objects.get().readings.get().source == source


def test_the_same_message_is_stored_once(account: Account) -> None:
    sent = message(f"{ACCOUNT} 4650")
    first, again = understand(sent), understand(sent)
    assert first.receipts == again.receipts
    assert Receipt.objects.count() == 1


def test_the_same_values_in_another_message_are_a_repeat(account: Account) -> None:
    first = told(f"{ACCOUNT} 4650")
    again = told(f"{ACCOUNT} 4650")
    assert again.receipts == first.receipts
    assert again.answer.startswith("Такие показания уже приняты")


def test_a_linked_telephone_needs_no_account(account: Account) -> None:
    LinkedPhone.objects.create(number="+79131234567", account=account)
    outcome = told("4650")
    assert new_values() == [4650]
    assert Receipt.objects.get().readings.get().name_confirmed
    assert ACCOUNT not in outcome.answer


def test_a_linked_address_needs_no_account_if_it_is_proven(account: Account) -> None:
    LinkedEmail.objects.create(address="p@example.com", account=account)
    forged = told("Показания 4650", Channel.EMAIL, sender="p@example.com", trusted=False)
    assert not forged.receipts
    assert "Укажите номер лицевого счёта" in forged.answer
    assert told("Показания 4650", Channel.EMAIL, sender="p@example.com").receipts


def test_a_chat_is_linked_by_the_readings_it_handed_over(account: Account) -> None:
    sent = message(f"{ACCOUNT} 4650", Channel.TELEGRAM, sender="77")
    assert accounts_of_chat("77") == ()
    outcome = understand(sent)
    sent.account, sent.receipt = outcome.account, ", ".join(outcome.receipts)
    sent.save()
    assert accounts_of_chat("77") == (ACCOUNT,)
    assert told("4651", Channel.TELEGRAM, sender="77").receipts
    assert not told("4652", Channel.TELEGRAM, sender="78").receipts


def test_two_linked_accounts_are_asked_about(account: Account, two_zones: Account) -> None:
    for one in (account, two_zones):
        LinkedPhone.objects.create(number="+79131234567", account=one)
    outcome = told("4650")
    assert "к какому лицевому счёту" in outcome.answer
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"{ACCOUNT} 4400", "Показание 4400 не согласуется с прежними"),
        (f"{ACCOUNT} 9999", "Показание 9999 не согласуется с прежними"),
        (f"{ACCOUNT} 46507", "есть и цифра после запятой. Может быть, 4650?"),
        (f"{ACCOUNT} 9999999", "цифр больше, чем на счётчике"),
        ("123123123 день 950 ночь 5300", "зоны перепутаны. Может быть, так: день 5300, ночь 950?"),
        ("123123123 день 5300", "Укажите показания всех зон"),
        ("999999999 4650", "такого счёта нет"),
        (f"{ACCOUNT} 4650 4660", "какое из чисел — текущие показания"),
    ],
)
def test_what_is_refused_is_told_with_the_reason_and_an_example(
    account: Account, two_zones: Account, body: str, said: str
) -> None:
    outcome = told(body)
    assert said in outcome.answer
    assert "Напишите так: " in outcome.answer
    assert outcome.reason
    assert not outcome.receipts
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("body", [f"{ACCOUNT} 4400", f"{ACCOUNT} 9999", "123123123 день 1 ночь 1"])
def test_an_answer_tells_nothing_of_the_history(
    account: Account, two_zones: Account, body: str
) -> None:
    answer = told(body).answer
    numbers = set(re.findall(r"\d+", answer.split("Напишите так")[0]))
    assert numbers <= {ACCOUNT[-4:], "3123", *re.findall(r"\d+", body)}
    assert "Фёдорова" not in answer
    assert "Щетинкина" not in answer


def test_a_doubtful_value_confirmed_in_words_goes_to_review(account: Account) -> None:
    assert "ВЕРНО" in told(f"{ACCOUNT} 4400").answer
    outcome = told(f"{ACCOUNT} 4400 верно")
    assert "Показания проверит специалист" in outcome.answer
    assert Reading.objects.latest("id").status == Reading.Status.UNDER_REVIEW


def test_accounts_of_one_message_are_stored_each_for_itself(
    account: Account, two_zones: Account
) -> None:
    outcome = told(f"{ACCOUNT} 4400\n123123123 день 5300 ночь 950")
    assert len(outcome.receipts) == 1
    refused, accepted, _ = outcome.answer.split("\n")
    assert refused.startswith("Показания не приняты, л/с …2050.")
    assert accepted.startswith("Показания приняты, л/с …3123: день 5300, ночь 950.")
    assert outcome.account is None


def test_the_order_of_zones_is_the_branchs(two_zones: Account) -> None:
    two_zones.branch.zone_order = "night,day"
    two_zones.branch.save()
    outcome = told("123123123 950 5300")
    assert "день 5300" in outcome.answer
    assert "ночь 950" in outcome.answer


def test_a_closed_account_and_an_automatic_meter_are_told(account: Account) -> None:
    Meter.objects.update(automatic=True)
    assert "передаёт сам счётчик" in told(f"{ACCOUNT} 4650").answer
    Account.objects.update(state=Account.State.CLOSED)
    assert "счёт закрыт" in told(f"{ACCOUNT} 4650").answer


def test_a_removed_meter_is_none_of_the_accounts(account: Account) -> None:
    old = account.meters.get()
    old.removed = AT.date()
    old.save()
    new = Meter.objects.create(account=account, serial="99887766", digits=5)
    Register.objects.create(meter=new, zone=Zone.SINGLE, opening=0)
    told(f"{ACCOUNT} 60")
    assert Receipt.objects.get().readings.get().register.meter == new


@pytest.mark.parametrize(
    ("key", "zones", "form"),
    [
        ("krasnoyarsk", ["single"], "400000001*54678"),
        ("krasnoyarsk", ["day", "night"], "400000001*54678*12345"),
        ("omsk", ["single"], "400000001 54678"),
        ("omsk", ["day", "night"], "400000001 54678 12345"),
        ("omsk", ["peak", "half_peak", "night"], "400000001 Т1 54678 Т2 12345 Т3 6789"),
    ],
)
def test_the_example_has_the_form_of_the_branch(key: str, zones: list[str], form: str) -> None:
    make_account("400000001", {zone: [1] for zone in zones}, branch=make_branch(key))
    assert told("л/с 400000001").answer.endswith(f"Напишите так: {form}")


def test_a_complaint_is_a_persons(account: Account) -> None:
    outcome = told(f"Почему по л/с {ACCOUNT} начислено по показаниям 4650?", Channel.EMAIL)
    assert outcome.for_a_person
    assert "посмотрит сотрудник" in outcome.answer
    assert not Receipt.objects.exists()


def test_a_letter_without_readings_is_a_persons_but_a_text_message_is_not() -> None:
    make_branch("krasnoyarsk")
    letter = told("Когда дадут свет?", Channel.EMAIL)
    assert letter.for_a_person
    assert "не нашли в сообщении показаний" in letter.answer
    assert "100000000 54678".replace(" ", "*") in letter.answer
    assert not told("Спасибо").for_a_person


def test_a_late_reading_is_told_so(account: Account) -> None:
    sent = message(f"{ACCOUNT} 4650")
    sent.received_at = AT.replace(day=27)
    assert "учтём в следующем расчётном периоде" in understand(sent).answer
