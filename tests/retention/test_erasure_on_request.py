"""A consumer asks for erasure: what may go goes, what must stay is told to him."""

from datetime import timedelta
from typing import Any

import pytest
import retention_made_up as made_up
from company_made_up import AT, make_account
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from meterline.cabinet.erasure import ask_erasure
from meterline.cabinet.models import ErasureRequest, SignInCode
from meterline.calls.models import Call, Draft
from meterline.channels.models import IncomingMessage, OutgoingMessage
from meterline.customers.models import Account, Change, LinkedEmail, LinkedPhone
from meterline.readings.journal.past import begin
from meterline.readings.journal.recordings import compare_recordings
from meterline.readings.journal.verify import verify
from meterline.readings.models import Reading
from meterline.reminders.models import Reminder, ReminderChoice
from meterline.retention.erasure import DecidedAlready, erase
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Role
from meterline.staff.services import grant

pytestmark = pytest.mark.django_db

EMAIL, PHONE = "alyona@example.ru", "+79134423435"


@pytest.fixture
def account() -> Account:
    account = made_up.account()
    begin("petrova")
    LinkedEmail.objects.create(address=EMAIL, account=account)
    LinkedPhone.objects.create(number=PHONE, account=account)
    ReminderChoice.objects.create(account=account, way="sms", chosen_at=AT)
    Change.objects.create(
        at=AT,
        author="x",
        kind="added",
        table="linkedphone",
        row=1,
        account=account,
        fields={"number": [None, PHONE]},
    )
    return account


@pytest.fixture
def request_(account: Account) -> ErasureRequest:
    return ask_erasure(account, "всё", AT, by=account)


@pytest.fixture
def administrator(account: Account) -> User:
    user = User.objects.create_user("petrova", is_staff=True)
    grant("test", user, Role.ADMINISTRATOR, account.branch)
    return user


def test_addresses_choices_and_drafts_go(request_: ErasureRequest, administrator: User) -> None:
    made_up.draft(AT + timedelta(hours=5))
    made_up.code(AT)
    waiting = made_up.reminder(AT, Reminder.State.WAITING)
    erase(request_, administrator)
    for model in (LinkedEmail, LinkedPhone, ReminderChoice, Draft, SignInCode):
        assert not model.objects.exists(), model
    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == ("refused", "")
    assert PHONE not in str(Change.objects.values_list("fields"))


def test_calls_lose_their_texts_and_needless_recordings(
    request_: ErasureRequest, administrator: User, account: Account
) -> None:
    plain = made_up.call(AT, sound=b"RIFF plain", of=account)
    proof = made_up.call(AT, sound=b"RIFF proof", reading=10_300, of=account)
    other = made_up.call(AT, sound=b"RIFF other", of=make_account("100000009", {"single": [1]}))
    told = erase(request_, administrator)
    assert not made_up.recording(plain.recording).exists()
    assert made_up.recording(proof.recording).exists()
    assert made_up.recording(other.recording).exists()
    for call in (plain, proof):
        assert "фёдорова" not in made_up.log_text(call.pk)
    assert "фёдорова" in made_up.log_text(other.pk)
    callers = {one.pk: one.caller for one in Call.objects.all()}
    assert callers == {plain.pk: "", proof.pk: PHONE, other.pk: PHONE}
    assert "— записи разговоров: 1" in told
    assert "записи разговоров с показаниями, до 22.11.2029" in told
    assert Reading.objects.filter(call=proof).exists()


def test_a_call_that_goes_on_is_left_alone(
    request_: ErasureRequest, administrator: User, account: Account
) -> None:
    live = made_up.call(AT, sound=b"RIFF live", of=account)
    Call.objects.filter(pk=live.pk).update(ended=None)
    erase(request_, administrator)
    assert made_up.recording(live.recording).exists()
    assert "фёдорова" in made_up.log_text(live.pk)


def test_an_old_proof_goes_and_the_journal_knows_why(
    request_: ErasureRequest, administrator: User, account: Account
) -> None:
    made_up.call(AT - timedelta(days=1097), sound=b"RIFF old", reading=10_300, of=account)
    made_up.call(AT, sound=b"RIFF new", reading=10_300, of=account)
    erase(request_, administrator)
    verify()
    compared = compare_recordings()
    assert (compared.same, compared.gone, compared.removed) == (1, 0, 1)


def test_letters_lose_what_proves_nothing(
    request_: ErasureRequest, administrator: User, account: Account
) -> None:
    needless = made_up.letter(AT, of=account)
    proof = made_up.letter(AT, receipt="1234-5678", of=account)
    waiting = made_up.letter(AT, of=account)
    IncomingMessage.objects.filter(pk=waiting.pk).update(state="person")
    written = made_up.outgoing(AT, account)
    told = erase(request_, administrator)
    for one in (needless, proof, waiting, written):
        one.refresh_from_db()
    assert (needless.sender, needless.body, needless.evidence) == ("", "", "")
    assert (proof.sender, proof.body, bool(proof.evidence)) == (EMAIL, "", True)
    assert waiting.body == "Фёдорова, 10300"
    assert (written.address, written.text) == ("", "")
    assert "письма, на которые вам ещё не ответили" in told


def test_the_consumer_is_told_by_a_letter_what_stays_and_why(
    request_: ErasureRequest, administrator: User
) -> None:
    told = erase(request_, administrator)
    letter = OutgoingMessage.objects.get(key=f"erasure:{request_.pk}")
    assert (letter.address, letter.text, letter.state) == (EMAIL, told, "waiting")
    assert "— привязанные телефоны: 1" in told
    assert "показания, расписки, решения и журнал передач: " in told
    assert "402-ФЗ, ст. 29" in told
    request_.refresh_from_db()
    assert (request_.state, request_.answer) == ("done", told)
    assert (request_.decided_by, request_.decided_at) == (administrator, AT)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.account_id) == ("erase_data", request_.account_id)
    assert EMAIL not in str(entry.details)


def test_without_an_address_the_answer_stays_with_the_request(
    request_: ErasureRequest, administrator: User
) -> None:
    LinkedEmail.objects.all().delete()
    LinkedPhone.objects.all().delete()
    told = erase(request_, administrator)
    assert not OutgoingMessage.objects.exists()
    request_.refresh_from_db()
    assert request_.answer == told


def test_a_request_is_carried_out_once(request_: ErasureRequest, administrator: User) -> None:
    erase(request_, administrator)
    with pytest.raises(DecidedAlready):
        erase(request_, administrator)
    assert OutgoingMessage.objects.count() == 1


def test_a_role_of_another_branch_erases_nothing(request_: ErasureRequest) -> None:
    clerk = User.objects.create_user("ivanova", is_staff=True)
    grant("test", clerk, Role.CLERK, request_.account.branch)
    with pytest.raises(PermissionDenied):
        erase(request_, clerk)
    assert LinkedEmail.objects.exists()


def chosen(client: Client, request_: ErasureRequest, **more: str) -> Any:
    sent = {"action": "erase_chosen", "_selected_action": str(request_.pk), **more}
    return client.post(reverse("admin:cabinet_erasurerequest_changelist"), sent, follow=True)


def test_the_page_asks_once_more(request_: ErasureRequest, administrator: User) -> None:
    client = Client()
    client.force_login(administrator)
    page = chosen(client, request_)
    assert "Вернуть их нельзя" in page.text
    assert "«всё»" in page.text
    assert LinkedEmail.objects.exists()
    page = chosen(client, request_, confirmed="1")
    assert "данные удалены, ответ записан" in page.text
    assert not LinkedEmail.objects.exists()


def test_by_hand_nothing_is_decided_without_an_answer(
    request_: ErasureRequest, administrator: User
) -> None:
    client = Client()
    client.force_login(administrator)
    page = reverse("admin:cabinet_erasurerequest_change", args=[request_.pk])
    refused = client.post(page, {"state": "done", "answer": " "})
    assert "Напишите ответ потребителю" in refused.text
    request_.refresh_from_db()
    assert request_.state == "new"
    client.post(page, {"state": "refused", "answer": "Счёт не ваш"})
    request_.refresh_from_db()
    assert (request_.state, request_.decided_by) == ("refused", administrator)
    assert client.post(page, {"state": "new", "answer": ""}).status_code == 403


def test_a_clerk_sees_neither_requests_nor_reports(request_: ErasureRequest) -> None:
    clerk = User.objects.create_user("ivanova", is_staff=True)
    grant("test", clerk, Role.CLERK, request_.account.branch)
    client = Client()
    client.force_login(clerk)
    for page in ("cabinet_erasurerequest", "retention_retentionrun"):
        assert client.get(reverse(f"admin:{page}_changelist")).status_code == 403
