"""The pages on which people decide about readings."""

from dataclasses import replace

import pytest
from company_made_up import given
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from ledger_made_up import from_source, holds

from meterline.customers.models import Account
from meterline.readings.journal.past import begin
from meterline.readings.models import JournalEntry, Reading, Verdict
from meterline.readings.services import submit_reading

LIST = "admin:readings_reading_changelist"


def page(reading: Reading) -> str:
    return reverse("admin:readings_reading_change", args=[reading.pk])


@pytest.fixture
def waiting(single: Account) -> Reading:
    """A reading that waits for a person."""
    submit_reading(replace(given(single, single=50_000), insisted=True))
    reading: Reading = Reading.objects.get(value=50_000)
    return reading


@pytest.fixture
def clerk(client: Client) -> User:
    """Somebody who may see readings, logged in."""
    user = User.objects.create_user("petrova", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_reading"))
    client.force_login(user)
    return user


def allow(user: User) -> None:
    user.user_permissions.add(Permission.objects.get(codename="add_verdict"))


def decide(client: Client, reading: Reading, kind: str, reason: str = "Звонила: всё верно") -> str:
    address = reverse("admin:readings_reading_decide", args=[reading.pk])
    told = client.post(address, {"kind": kind, "reason": reason}, follow=True)
    return told.content.decode()


def test_a_reading_is_accepted_on_its_page(
    client: Client, clerk: User, waiting: Reading, single: Account
) -> None:
    allow(clerk)
    shown = client.get(page(waiting)).content.decode()
    assert "Принять" in shown
    assert "Отклонить" in shown
    assert "Отменить" not in shown
    told = decide(client, waiting, "accepted")
    assert "Принято: 50000 за 11.2026" in told
    verdict = Verdict.objects.get()
    assert (verdict.author, verdict.reason) == ("petrova", "Звонила: всё верно")
    assert holds(single) == 50_000
    assert "Звонила: всё верно" in told
    assert "Отменить" in told


def test_a_decision_needs_a_reason(client: Client, clerk: User, waiting: Reading) -> None:
    allow(clerk)
    assert "Укажите причину решения." in decide(client, waiting, "accepted", " ")
    assert Verdict.objects.count() == 0


def test_a_decision_that_comes_too_late_is_told(
    client: Client, clerk: User, waiting: Reading
) -> None:
    allow(clerk)
    decide(client, waiting, "rejected")
    assert "Показание уже отклонено" in decide(client, waiting, "rejected")
    assert Verdict.objects.count() == 1


def test_only_those_who_may_decide(client: Client, clerk: User, waiting: Reading) -> None:
    assert "Принять" not in client.get(page(waiting)).content.decode()
    address = reverse("admin:readings_reading_decide", args=[waiting.pk])
    assert client.post(address, {"kind": "accepted", "reason": "да"}).status_code == 403
    chosen = {"action": "accept", "_selected_action": [waiting.pk], "reason": "да"}
    assert "Принять" not in client.post(reverse(LIST), chosen).content.decode()
    assert Verdict.objects.count() == 0


def test_an_unknown_decision_is_no_decision(client: Client, clerk: User, waiting: Reading) -> None:
    allow(clerk)
    address = reverse("admin:readings_reading_decide", args=[waiting.pk])
    assert client.post(address, {"kind": "forgotten", "reason": "да"}).status_code == 400
    assert client.get(address).status_code == 405


@pytest.mark.parametrize(
    ("action", "value", "word"),
    [
        ("accept", 50_000, "принято"),
        ("reject", 50_000, "отклонено"),
        ("cancel", 10_300, "отменено"),
    ],
)
def test_several_readings_are_decided_about_in_the_list(
    clerk: User, single: Account, action: str, value: int, word: str
) -> None:
    client = Client()
    client.force_login(clerk)
    allow(clerk)
    submit_reading(replace(given(single, single=value), insisted=True))
    row = Reading.objects.get(value=value)
    chosen = {"action": action, "_selected_action": [row.pk], "reason": "Проверено"}
    told = client.post(reverse(LIST), chosen, follow=True).content.decode()
    assert f"{word.capitalize()}: {value} за 11.2026" in told
    listed = client.get(reverse(LIST), {"word": Verdict.objects.get().kind}).content.decode()
    assert f'<td class="field-word">{word}</td>' in listed


def test_a_page_shows_corrections_repeats_and_the_journals_entry(
    client: Client, admin_client: Client, single: Account
) -> None:
    begin("petrova")
    submit_reading(from_source(single, "web", 10_300))
    submit_reading(from_source(single, "email", 10_300, hours=1, evidence="письмо 17"))
    submit_reading(from_source(single, "clerk", 10_290, hours=2))
    shown = admin_client.get(page(Reading.objects.get(value=10_300))).content.decode()
    assert "письмо 17" in shown
    assert "Исправлено показаниями" in shown
    assert "10290" in shown
    entry = JournalEntry.objects.get(number=2)
    address = reverse("admin:readings_journalentry_change", args=[entry.pk])
    assert f'href="{address}"' in shown
    told = admin_client.get(address).content.decode()
    assert entry.hash in told
    assert "&quot;value&quot;: 10300" in told
    old = admin_client.get(page(Reading.objects.get(value=10_200))).content.decode()
    assert "внесено без передачи" in old
