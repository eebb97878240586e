"""The pages of letters: what people see of them, and may do."""

import pytest
from company_made_up import AT
from django.test import Client

from meterline.channels.files import Attachment
from meterline.channels.inbox import Received, store
from meterline.channels.models import Channel, IncomingMessage, OutgoingMessage
from meterline.channels.outbox import send
from meterline.staff.models import AuditEntry

State = IncomingMessage.State


@pytest.fixture
def waiting(db: None) -> IncomingMessage:
    """A letter with a photograph and a page that must not be shown, which waits for a person."""
    message = store(
        Received(
            Channel.EMAIL,
            "1",
            "fedorova@post.example",
            AT,
            "Показания на фото",
            b"From: fedorova@post.example\n\ntext",
            attachments=(
                Attachment("счётчик.jpg", "image/jpeg", b"photo"),
                Attachment("страница.html", "text/html", b"<script>1</script>"),
            ),
        )
    )
    IncomingMessage.objects.update(state=State.FOR_A_PERSON, reason="в письме фотография")
    return message


def text_of(client: Client, page: str) -> str:
    return client.get(page).content.decode()


def test_a_letter_is_read_with_its_files(admin_client: Client, waiting: IncomingMessage) -> None:
    assert "в письме фотография" in text_of(admin_client, "/admin/channels/incomingmessage/")
    page = text_of(admin_client, f"/admin/channels/incomingmessage/{waiting.pk}/change/")
    assert "Показания на фото" in page
    assert "счётчик.jpg" in page
    photo, script = waiting.attachments.all()
    base = "/admin/channels/incomingmessage"
    shown = admin_client.get(f"{base}/file/{photo.pk}")
    assert (shown["Content-Type"], shown["Content-Disposition"][:6]) == ("image/jpeg", "inline")
    assert b"".join(shown.streaming_content) == b"photo"
    saved = admin_client.get(f"{base}/file/{script.pk}")
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith("attachment")
    raw = admin_client.get(f"{base}/{waiting.pk}/raw")
    assert b"".join(raw.streaming_content).startswith(b"From: fedorova")


def test_strangers_get_no_files(client: Client, waiting: IncomingMessage) -> None:
    photo = waiting.attachments.all()[0]
    answer = client.get(f"/admin/channels/incomingmessage/file/{photo.pk}")
    assert answer.status_code == 302


def test_what_a_person_has_seen_to_is_noted_and_on_record(
    admin_client: Client, waiting: IncomingMessage
) -> None:
    for _ in range(2):
        admin_client.post(
            "/admin/channels/incomingmessage/",
            {"action": "seen_to", "_selected_action": [waiting.pk]},
        )
    waiting.refresh_from_db()
    assert (waiting.state, waiting.handled_by) == (State.ANSWERED, "admin")
    assert AuditEntry.objects.filter(subject=f"сообщение {waiting.pk}").count() == 1


def test_what_failed_is_sent_again_and_what_went_out_is_not(
    admin_client: Client, waiting: IncomingMessage
) -> None:
    for state in OutgoingMessage.State:
        send(Channel.EMAIL, "a@b.example", "x", "x", key=state)
        OutgoingMessage.objects.filter(key=state).update(state=state, attempts=9)
    admin_client.post(
        "/admin/channels/outgoingmessage/",
        {
            "action": "again",
            "_selected_action": OutgoingMessage.objects.values_list("pk", flat=True),
        },
    )
    attempts = dict(OutgoingMessage.objects.values_list("key", "attempts"))
    assert attempts == {"waiting": 0, "failed": 0, "sent": 9}


def test_codes_are_not_shown_and_answers_are(
    admin_client: Client, waiting: IncomingMessage
) -> None:
    code = send(Channel.EMAIL, "a@b.example", "Код", "4815", key="code")
    answer = send(Channel.EMAIL, "a@b.example", "Re", "Принято 54678", key="a", answers=waiting)
    page = "/admin/channels/outgoingmessage/{}/change/"
    assert "4815" not in text_of(admin_client, page.format(code.pk))
    assert "Принято 54678" in text_of(admin_client, page.format(answer.pk))
