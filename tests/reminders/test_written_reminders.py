"""Who is reminded in writing, when, by which way, and how that is refused."""

from datetime import datetime, timedelta

import pytest
from company_made_up import AT, given, make_account, make_branch
from django.conf import LazySettings
from django.test import Client

from meterline.channels.inbox import Received, store
from meterline.channels.mail.composing import compose
from meterline.channels.models import Channel, IncomingMessage, OutgoingMessage
from meterline.channels.outcome import Outcome
from meterline.customers.models import Account, Customer, LinkedEmail, LinkedPhone
from meterline.readings.services import submit_reading
from meterline.reminders.choices import choose
from meterline.reminders.models import Campaign, DoNotCall, ReminderChoice
from meterline.reminders.services import fill
from meterline.reminders.stopping import hearing_stop
from meterline.reminders.written import remind_in_writing

pytestmark = pytest.mark.django_db

Way = ReminderChoice.Way
ADDRESS, PHONE = "fedorova@post.example", "+79134423435"
SITE = "https://pokazaniya.example"


@pytest.fixture(autouse=True)
def site(settings: LazySettings) -> None:
    settings.METERLINE_SITE_URL = SITE
    settings.METERLINE_REMIND_DAY = 3


@pytest.fixture
def account() -> Account:
    """Somebody who wants letters, and has a telephone too."""
    account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    LinkedEmail.objects.create(address=ADDRESS, account=account)
    LinkedPhone.objects.create(number=PHONE, account=account)
    choose(account, Way.EMAIL, AT - timedelta(days=90), on=True)
    return account


def chat_of(account: Account) -> None:
    """A chat from which a reading of the account came."""
    message = store(Received(Channel.TELEGRAM, "7", "4815162342", AT, "100000001 10200", b"{}"))
    IncomingMessage.objects.filter(pk=message.pk).update(account=account, receipt="10017")


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+07:00")


def test_a_letter_says_what_is_missing_until_when_and_how_to_send_it(account: Account) -> None:
    assert remind_in_writing(AT) == 1
    message = OutgoingMessage.objects.get()
    assert (message.channel, message.address) == (Channel.EMAIL, ADDRESS)
    assert message.subject == "Передайте показания счётчика до 25 ноября"
    for part in ("100000001", "за ноябрь 2026 года", f"{SITE}/readings/", "«стоп»", "/stop/"):
        assert part in message.text


@pytest.mark.parametrize(
    ("when", "reminded"),
    [
        ("20T12:00", False),
        ("21T20:59", False),
        ("22T08:59", False),
        ("22T09:00", True),
        ("22T20:59", True),
        ("22T21:00", False),
        ("25T20:59", True),
        ("26T12:00", False),
    ],
)
def test_from_the_third_day_to_the_last_and_not_at_night(
    account: Account, when: str, reminded: bool
) -> None:
    assert remind_in_writing(local(when)) == reminded


def test_the_branchs_own_clock_counts(account: Account) -> None:
    east = make_branch("vostok", "Asia/Magadan")
    Account.objects.update(branch=east)
    assert remind_in_writing(local("22T17:30")) == 0
    assert remind_in_writing(local("22T06:00")) == 1


def test_a_window_shorter_than_the_day_is_reminded_on_its_last(
    account: Account, settings: LazySettings
) -> None:
    settings.METERLINE_REMIND_DAY = 30
    assert remind_in_writing(local("24T12:00")) == 0
    assert remind_in_writing(local("25T12:00")) == 1


def test_an_organisation_is_reminded_by_its_own_days(account: Account) -> None:
    Customer.objects.update(kind=Customer.Kind.ORGANISATION)
    assert remind_in_writing(AT) == 0
    assert remind_in_writing(datetime.fromisoformat("2026-12-01T10:00:00+07:00")) == 1
    assert "до 1 декабря" in OutgoingMessage.objects.get().subject


def test_once_a_period_and_again_in_the_next(account: Account) -> None:
    assert [remind_in_writing(AT + timedelta(hours=n)) for n in range(3)] == [1, 0, 0]
    assert remind_in_writing(AT + timedelta(days=1)) == 0
    assert remind_in_writing(AT + timedelta(days=30)) == 1


@pytest.mark.parametrize(
    "why", ["submitted", "closed", "nothing chosen", "off", "calls chosen", "no address", "smart"]
)
def test_who_is_not_written_to(account: Account, why: str) -> None:
    match why:
        case "submitted":
            submit_reading(given(account, single=10_300))
        case "closed":
            Account.objects.update(state=Account.State.CLOSED)
        case "nothing chosen":
            ReminderChoice.objects.all().delete()
        case "off":
            choose(account, Way.EMAIL, AT, on=False)
        case "calls chosen":
            choose(account, Way.CALL, AT, on=True)
        case "no address":
            LinkedEmail.objects.all().delete()
        case "smart":
            account.meters.update(automatic=True)
    assert remind_in_writing(AT) == 0


@pytest.mark.parametrize(
    ("way", "channel", "address"),
    [
        (Way.EMAIL, Channel.EMAIL, ADDRESS),
        (Way.SMS, Channel.SMS, PHONE),
        (Way.TELEGRAM, Channel.TELEGRAM, "4815162342"),
    ],
)
def test_by_the_way_that_was_chosen(account: Account, way: Way, channel: str, address: str) -> None:
    chat_of(account)
    choose(account, way, AT, on=True)
    remind_in_writing(AT)
    message = OutgoingMessage.objects.get()
    assert (message.channel, message.address) == (channel, address)


def test_a_number_that_wants_no_reminders_gets_no_messages_either(account: Account) -> None:
    choose(account, Way.SMS, AT, on=True)
    DoNotCall.objects.create(number=PHONE, since=AT)
    assert remind_in_writing(AT) == 0


@pytest.mark.parametrize(
    ("way", "on", "called"),
    [(Way.CALL, True, 1), (Way.CALL, False, 0), (Way.EMAIL, True, 0), (Way.SMS, False, 0)],
)
def test_calls_go_to_those_who_did_not_choose_otherwise(
    account: Account, way: Way, on: bool, called: int
) -> None:
    choose(account, way, AT, on=on)
    campaign = Campaign.objects.create(
        name="Ноябрь", first_day=AT.date(), last_day=AT.date(), running=True
    )
    assert fill(campaign, AT) == called


def test_a_mail_program_is_told_how_to_refuse(account: Account) -> None:
    remind_in_writing(AT)
    letter = compose(OutgoingMessage.objects.get())
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].startswith(f"<{SITE}/reminders/stop/")


def test_looking_at_the_link_changes_nothing_and_the_button_stops_the_reminders(
    account: Account,
) -> None:
    remind_in_writing(AT)
    page = OutgoingMessage.objects.get().unsubscribe.removeprefix(SITE)
    client = Client(enforce_csrf_checks=True)
    looked = client.get(page).content.decode()
    assert "кончается на 0001" in looked
    assert "100000001" not in looked
    assert ReminderChoice.objects.get().on
    assert "больше не будем" in client.post(page).content.decode()
    assert not ReminderChoice.objects.get().on
    assert remind_in_writing(AT + timedelta(days=30)) == 0


def test_a_link_that_we_did_not_make_is_unknown(account: Account, client: Client) -> None:
    assert client.post(f"/reminders/stop/{account.pk}:forged/").status_code == 404
    assert ReminderChoice.objects.get().on


def nothing_else(message: IncomingMessage) -> Outcome:
    return Outcome(answer="не просьба")


@pytest.mark.parametrize(
    ("text", "sender", "stopped"),
    [
        ("СТОП", ADDRESS, True),
        ("стоп.\n\n> Передайте показания", ADDRESS, True),
        ("Не напоминайте!", ADDRESS, True),
        ("стоп", "stranger@post.example", False),
        ("стоп-кран сломан, 100000001 10300", ADDRESS, False),
        ("100000001 10300", ADDRESS, False),
        ("", ADDRESS, False),
    ],
)
def test_the_word_in_an_answer_stops_them_for_the_senders_accounts(
    account: Account, text: str, sender: str, stopped: bool
) -> None:
    message = store(Received(Channel.EMAIL, "1", sender, AT, text, b"raw"))
    outcome = hearing_stop(nothing_else)(message)
    assert ReminderChoice.objects.get().on == (not stopped)
    assert ("Больше не будем" in outcome.answer) == stopped
