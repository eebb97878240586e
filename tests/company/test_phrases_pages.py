"""People change the robot's phrases: record or render, listen, put in use, take back."""

import asyncio
import io
import shlex
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from phrases_made_up import Samples, file_of, voice

from meterline.cli.voice import CompanyVoice, take_changes
from meterline.language.speech import Phrase as Say
from meterline.phrases import forms, rendering
from meterline.phrases.models import Phrase, PhraseVersion

KEY = "notice.recording"
TEXT = "Для вашего удобства разговор записывается."

PROGRAM = """
import sys, wave
text = sys.stdin.buffer.read().decode("utf-8")
with wave.open(sys.argv[1], "wb") as file:
    file.setparams((1, 2, 16000, 0, "NONE", ""))
    file.writeframes(b"".join((b"\\0\\x20" * 40 + b"\\0\\xe0" * 40) for _ in range(10 * len(text))))
"""
"""A voice program: a buzz, longer for a longer text."""


@pytest.fixture
def site(admin_client: Client) -> Client:
    return admin_client


def page(key: str = KEY) -> str:
    return reverse("admin:phrases_phrase_change", args=[key])


def add(client: Client, file: bytes | None = None, key: str = KEY, **fields: str) -> str:
    """Hand in a version; the page that comes back."""
    data: dict[str, Any] = {"text": TEXT, "made": "recorded", **fields}
    if file is not None:
        data["recording"] = SimpleUploadedFile("a.wav", file)
    return client.post(page(key), data, follow=True).content.decode()


def use(client: Client, number: object, key: str = KEY) -> int:
    address = reverse("admin:phrases_phrase_use", args=[key])
    return client.post(address, {"number": str(number)}).status_code


def heard(client: Client, number: int, key: str = KEY) -> Samples:
    """A version as its player plays it."""
    answer = client.get(reverse("admin:phrases_phrase_sound", args=[key, number]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/wav")
    samples, rate = soundfile.read(io.BytesIO(answer.content), dtype="float32")
    assert rate == 8000
    return np.asarray(samples)


def said(robot: CompanyVoice, key: str = KEY) -> tuple[str, bytes]:
    pieces = (Say(key),)
    return robot.mouth.text(pieces), robot.mouth.render(pieces)


def took(*robots: CompanyVoice) -> None:
    """The robots have looked at the phrases in use."""
    for robot in robots:
        asyncio.run(take_changes(robot))


@pytest.mark.usefixtures("transactional_db")
def test_a_recording_goes_from_the_page_into_every_robots_mouth_and_back(site: Client) -> None:
    robots = (CompanyVoice(), CompanyVoice())
    before = said(robots[0])

    shown = add(site, file_of(voice(2)), note="читала Ольга")
    for told in ("Версия 1 сохранена", TEXT, "читала Ольга", "admin", "Ввести в действие"):
        assert told in shown
    preview = heard(site, 1)
    assert len(preview) / 8000 == pytest.approx(2, abs=0.1)
    took(*robots)
    assert [said(robot) for robot in robots] == [before, before]

    assert use(site, 1) == 302
    took(*robots)
    for robot in (*robots, CompanyVoice()):
        text, sound = said(robot)
        assert text == TEXT
        samples = np.frombuffer(sound, "<i2")[: len(preview)] / 32768
        assert np.allclose(samples, preview, atol=1e-3)

    assert use(site, 0) == 302
    took(*robots)
    assert [said(robot) for robot in robots] == [before, before]


def test_versions_are_numbered_and_any_of_them_can_be_put_in_use(site: Client) -> None:
    add(site, file_of(voice(1)))
    add(site, file_of(voice(1.5)), text="Разговор пишется.")
    versions = PhraseVersion.objects.filter(phrase=KEY)
    assert [(one.number, one.text, one.author.username) for one in versions] == [
        (2, "Разговор пишется.", "admin"),
        (1, TEXT, "admin"),
    ]
    for number in (2, 1):
        use(site, number)
        assert Phrase.objects.get(pk=KEY).text == versions.get(number=number).text
    assert len(heard(site, 2)) > len(heard(site, 1))
    assert len(heard(site, 0)) > 0


def test_who_changed_what_stands_in_the_history(site: Client) -> None:
    add(site, file_of(voice()))
    use(site, 1)
    use(site, 0)
    entries = LogEntry.objects.filter(object_id=KEY).order_by("pk")
    told = [(one.user.username, one.change_message) for one in entries]
    assert told == [
        ("admin", "Добавлена версия 1 (запись)"),
        ("admin", f"Введена в действие версия 1: «{TEXT}»"),
        ("admin", "Возвращена исходная фраза"),
    ]
    history = site.get(reverse("admin:phrases_phrase_history", args=[KEY])).content.decode()
    assert "Введена в действие версия 1" in history


def test_a_text_is_rendered_by_the_companys_program(
    site: Client, settings: Any, tmp_path: Path
) -> None:
    program = tmp_path / "voice of the company.py"
    program.write_text(PROGRAM, encoding="utf-8")
    settings.METERLINE_VOICE_COMMAND = shlex.join([sys.executable, str(program), "{wav}"])
    assert "Озвучить текст программой" in site.get(page()).content.decode()
    assert "Версия 1 сохранена" in add(site, made="rendered")
    assert PhraseVersion.objects.get().made == PhraseVersion.Made.RENDERED
    assert len(heard(site, 1)) / 8000 == pytest.approx(0.05 * len(TEXT), abs=0.1)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("", "не настроена"),
        ("/no/such/voice {wav}", "программа не запускается: No such file"),
        (f"{sys.executable} -c pass", "не записала файла"),
        (f"{sys.executable} -c 'raise SystemExit(\"нет голоса\")'", "нет голоса"),
        (f"{sys.executable} -c 'raise SystemExit(7)'", "закончила с кодом 7"),
        (f"{sys.executable} -c 'import time; time.sleep(60)'", "не ответила за 0.5 секунд"),
    ],
    ids=lambda value: value if "{" not in value and "-c" not in value else "",
)
def test_a_voice_program_that_fails_is_told(
    site: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, command: str, reason: str
) -> None:
    settings.METERLINE_VOICE_COMMAND = command
    monkeypatch.setattr(rendering, "SECONDS", 0.5 if "time" in command else 30)
    assert reason in add(site, made="rendered")
    assert not PhraseVersion.objects.exists()


LONG, SILENT = file_of(voice(31)), file_of(voice(1, peak=0.001))
CLIPPED = file_of(np.clip(voice(1) * 9, -1, 1))


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (None, "Выберите файл записи"),
        (LONG, "слишком длинная"),
        (file_of(voice(0.1)), "слишком короткая"),
        (SILENT, "тишина"),
        (CLIPPED, "перегружена"),
        (file_of(voice(1, rate=4000), rate=4000), "от 8 до 192 кГц"),
        (b"%PDF-1.7 no sound at all", "Это не звук"),
        (b"", "пуст"),
    ],
    ids=["none", "long", "short", "silent", "clipped", "coarse", "no audio", "empty"],
)
def test_a_bad_recording_is_refused_with_its_reason(
    site: Client, file: bytes | None, reason: str
) -> None:
    assert reason in add(site, file)
    assert not PhraseVersion.objects.exists()


def test_a_huge_file_is_not_even_read(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_BYTES", 1000)
    assert "Файл больше 20 МБ" in add(site, file_of(voice()))
    assert not PhraseVersion.objects.exists()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Разговор\r\n   записывается. ", "Разговор записывается."),
        ("", None),
        ("   ", None),
        ("Hello 123", None),
        ("я" * 601, None),
    ],
    ids=["spaces and lines", "empty", "blank", "no Russian", "endless"],
)
def test_the_text_is_asked_for_because_people_read_it(
    site: Client, text: str, kept: str | None
) -> None:
    add(site, file_of(voice()), text=text)
    version = PhraseVersion.objects.first()
    assert (version.text if version else None) == kept


def test_what_was_typed_stays_where_the_recording_is_refused(site: Client) -> None:
    shown = add(site, SILENT, text="Пишем разговор.", note="вторая попытка")
    assert "Пишем разговор." in shown
    assert "вторая попытка" in shown


@pytest.mark.parametrize(
    ("permissions", "sees", "changes"),
    [([], 403, 403), (["view_phrase"], 200, 403), (["view_phrase", "change_phrase"], 200, 302)],
    ids=["none", "view", "change"],
)
@pytest.mark.usefixtures("db")
def test_only_those_who_may_change_phrases_do(
    client: Client, permissions: list[str], sees: int, changes: int
) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(clerk)
    sound = reverse("admin:phrases_phrase_sound", args=[KEY, 0])
    assert (client.get(page()).status_code, client.get(sound).status_code) == (sees, sees)
    file = SimpleUploadedFile("a.wav", file_of(voice()))
    fields = {"text": TEXT, "made": "recorded", "recording": file}
    assert client.post(page(), fields).status_code == changes
    assert use(client, 0) == changes
    form = b"multipart/form-data"
    assert (form in client.get(page()).content) == (changes == 302)
    assert PhraseVersion.objects.count() == (changes == 302)


@pytest.mark.usefixtures("db")
def test_strangers_are_sent_to_the_login(client: Client) -> None:
    for address in (page(), reverse("admin:phrases_phrase_sound", args=[KEY, 0])):
        assert "/admin/login/" in client.get(address)["Location"]
    assert use(client, 0) == 302
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("key", ["number.5.mid", "no.such"])
def test_only_phrases_of_the_flow_can_be_changed(site: Client, key: str) -> None:
    assert site.get(page(key)).status_code == 404
    assert site.get(f"/admin/phrases/phrase/{key}/sound/0").status_code == 404
    assert site.post(f"/admin/phrases/phrase/{key}/use", {"number": "0"}).status_code == 404


@pytest.mark.parametrize("number", ["7", "x", "", "-1"])
def test_a_version_that_is_not_there_cannot_be_used(site: Client, number: str) -> None:
    assert use(site, number) == 404
    assert Phrase.objects.get(pk=KEY).in_use is None


def test_a_version_is_not_changed_by_looking_at_it(site: Client) -> None:
    add(site, file_of(voice()))
    assert site.get(reverse("admin:phrases_phrase_use", args=[KEY])).status_code == 405
    assert site.get(f"{page()[:-7]}delete/").status_code == 403
    assert site.get(reverse("admin:phrases_phrase_sound", args=[KEY, 9])).status_code == 404


def test_the_list_has_every_phrase_with_what_is_said_now(site: Client) -> None:
    add(site, file_of(voice()))
    use(site, 1)
    address = reverse("admin:phrases_phrase_changelist")

    def rows(**query: str) -> set[str]:
        shown = site.get(address, {**query, "all": ""}).content.decode()
        return {key for key in Phrase.objects.values_list("pk", flat=True) if f">{key}<" in shown}

    assert {"menu.open", "hour_genitive.9", KEY} <= rows()
    assert rows(q="ВАШЕГО УДОБСТВА") == {KEY}
    assert rows(q="greeting.") >= {"greeting.omsk", "greeting.tyva"}
    assert rows(state="changed") == {KEY}
    assert "hour_genitive.9" in rows(state="none")
    assert not {KEY, "hour_genitive.9"} & rows(state="pack")
