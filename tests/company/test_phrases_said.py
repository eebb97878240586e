"""What robots and commands make of phrases: hours, spoilt recordings, the check."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from company_made_up import AT, make_branch
from django.contrib.auth.models import User
from django.db import DatabaseError
from phrases_made_up import change
from typer.testing import CliRunner, Result

from meterline.cli import main, voice
from meterline.cli.company import DjangoCompany
from meterline.cli.serving import warm_voice
from meterline.cli.voice import CompanyVoice, take_changes
from meterline.language.speech import Phrase as Say
from meterline.mouth import flow, index, pack
from meterline.mouth.flow import hours_said
from meterline.phrases.models import Phrase, PhraseVersion
from meterline.phrases.services import restore
from meterline.robot.company import CompanyUnavailable

NINE = "hour_genitive.9"


@pytest.fixture
def olga(transactional_db: None) -> User:
    return User.objects.create_user("olga")


@pytest.fixture
def meterline(transactional_db: None, home: Path) -> Callable[..., Result]:
    """The command line over the tests' database."""

    def run(*words: str) -> Result:
        return CliRunner().invoke(main.build(), [*words, "--home", str(home)])

    return run


def test_an_hour_that_the_company_recorded_is_told(olga: User) -> None:
    make_branch("krasnoyarsk")
    robot = CompanyVoice()
    company = DjangoCompany(lambda: AT, lambda: hours_said(robot.clips.has))

    def told() -> frozenset[int]:
        call = "0b5c0b0e-0000-4000-8000-000000000001"
        return company.open_call(call, None, None, "sip").hours_said

    assert told() == {8, 17, 20}
    change(NINE, "девяти", olga, AT)
    assert told() == {8, 17, 20}
    asyncio.run(take_changes(robot))
    assert told() == {8, 9, 17, 20}
    assert DjangoCompany(lambda: AT).open_call(
        "0b5c0b0e-0000-4000-8000-000000000002", None, None, "sip"
    ).hours_said == {8, 9, 17, 20}
    restore(NINE, AT)
    asyncio.run(take_changes(robot))
    assert told() == {8, 17, 20}
    # A call that began before the change may still say it.
    assert robot.mouth.text((Say(NINE),)) == "девяти"


def test_a_recording_is_fetched_and_decoded_once(
    olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(NINE, "девяти", olga, AT)
    robot = CompanyVoice()
    assert robot.in_use() is None
    monkeypatch.setattr(voice, "as_said", pytest.fail)
    restore(NINE, AT)
    assert robot.in_use() == {}


def test_a_spoilt_recording_leaves_the_packs_phrase(olga: User) -> None:
    before = CompanyVoice().mouth.render((Say("menu.open"),))
    change("menu.open", "Нажмите семь.", olga, AT)
    change(NINE, "девяти", olga, AT)
    PhraseVersion.objects.filter(phrase="menu.open").update(audio=b"fLaC and no more")
    robot = CompanyVoice()
    assert robot.mouth.render((Say("menu.open"),)) == before
    assert robot.mouth.text((Say(NINE),)) == "девяти"
    assert robot.spoilt == ["menu.open"]


def test_without_the_database_robots_go_on_with_what_they_had(
    olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(NINE, "девяти", olga, AT)
    robot = CompanyVoice()

    def down() -> dict[str, int]:
        raise DatabaseError("gone")

    monkeypatch.setattr(voice, "versions_in_use", down)
    with pytest.raises(CompanyUnavailable):
        asyncio.run(take_changes(robot))
    assert robot.mouth.text((Say(NINE),)) == "девяти"


@pytest.mark.usefixtures("olga")
async def test_a_robot_keeps_looking_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[CompanyVoice] = []
    done = asyncio.Event()

    async def look(robot: CompanyVoice) -> None:
        looked.append(robot)
        if len(looked) == 3:
            done.set()
        raise CompanyUnavailable("gone") if len(looked) == 1 else ValueError("broken")

    monkeypatch.setattr(voice, "take_changes", look)
    monkeypatch.setattr(voice, "EVERY_SECONDS", 0.001)
    keeping = asyncio.create_task(voice.keep_voice(object()))  # type: ignore[arg-type]
    await asyncio.wait_for(done.wait(), 10)
    assert not keeping.done()
    keeping.cancel()


def test_the_list_tells_every_phrase_and_the_version_in_use(
    olga: User, meterline: Callable[..., Result]
) -> None:
    change("goodbye", "До встречи!", olga, AT)
    lines = dict(
        line.split("\t", 1) for line in meterline("phrases", "list").output.splitlines() if line
    )
    assert lines["goodbye"] == "версия 1\tДо встречи!"
    assert lines["goodbye.short"].startswith("\t")
    assert lines[NINE] == "\t—"
    assert len(lines) == Phrase.objects.count()


def test_everything_of_the_flow_can_be_heard(meterline: Callable[..., Result]) -> None:
    done = meterline("phrases", "check")
    assert (done.exit_code, done.output) == (0, "813 of 813 can be heard\n")


@pytest.fixture
def poor_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A prompt pack without two of its clips, and with silence in a third."""
    folder = Path(shutil.copytree(index.BUNDLED, tmp_path / "pack"))
    told = json.loads((folder / "clips.json").read_text(encoding="utf-8"))
    del told["clips"]["goodbye"], told["clips"]["number.5.mid"]
    told["clips"]["polite"]["length"] = 0
    (folder / "clips.json").write_text(json.dumps(told), encoding="utf-8")
    whole = pack.PromptPack.load
    monkeypatch.setattr(pack.PromptPack, "load", lambda: whole(folder))


@pytest.mark.usefixtures("poor_pack")
def test_all_that_cannot_be_heard_is_told_at_once(
    olga: User, meterline: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = ("confirm.ask", "polite", "goodbye", "number.5.mid")
    monkeypatch.setattr(flow, "required_clips", lambda: needed)
    change("menu.open", "Нажмите семь.", olga, AT)
    PhraseVersion.objects.update(audio=b"fLaC and no more")
    done = meterline("phrases", "check")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "polite: no audio",
        "goodbye: no audio",
        "number.5.mid: no audio",
        "menu.open: the recording in use cannot be read",
        "1 of 4 can be heard",
    ]


@pytest.mark.usefixtures("poor_pack")
def test_a_recording_of_the_company_makes_up_for_what_the_pack_lacks(olga: User) -> None:
    change("goodbye", "До встречи!", olga, AT)
    with pytest.raises(index.PackMissing) as lacking:
        warm_voice()
    assert lacking.value.message == "no audio for number.5.mid"


@pytest.mark.usefixtures("poor_pack", "transactional_db")
def test_a_robot_that_could_not_say_something_does_not_start() -> None:
    with pytest.raises(index.PackMissing, match=r"goodbye, number\.5\.mid"):
        warm_voice()


@pytest.mark.usefixtures("poor_pack")
def test_the_doctor_tells_what_the_voice_lacks(meterline: Callable[..., Result]) -> None:
    told = meterline("doctor").output
    assert "no clip for goodbye, number.5.mid" in " ".join(told.split())
