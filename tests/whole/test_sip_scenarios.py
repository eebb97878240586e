"""Behaviours of callers over real SIP with audio: `sip_scenarios/*.yaml`, played at once.

A scenario has `behaviour` (one line) and `calls`, one after the other or `at_once`:

caller: the call of the demo pack whose voice, account and truth it is; number: own (linked
    where the base has it), strange, hidden; second_meter: the call whose account's meter the
    account has as well.
talk: steps in order, each `after` a clip heard from the robot (or after the step before),
    `wait` seconds later: say (see `sip_sounds`), key, hang_up, deed (what somebody else does
    meanwhile). What the steps leave open is answered as the person of the call would, unless
    `otherwise: nothing`.
hears: clips that must have been heard, in this order; hears_not: clips that must not. Where
    a busy machine tore the sound, a few may be unclear to the ear if the log has their words.
logged: kinds of events, or {kind: {field: value}}, in this order; log_not: kinds.
stored: «account zone» and value of every reading; stored_or_message: either these or a
    message; given: stored or repeated; name_confirmed, draft, message, operators, outcome.
alone: wants the robot for itself; seconds: about how long it takes; stored_together: what
    all calls of the scenario have stored.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from meterline.language.speech import Phrase
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack

HERE = Path(__file__).parent
SCENARIOS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((HERE / "sip_scenarios").glob("*.yaml"))
}
CALLS = [(name, place) for name, each in SCENARIOS.items() for place in range(len(each["calls"]))]
AT_ONCE = 10
FEW_AT_ONCE = 4
TOO_LATE_MS = 20.0
"""A frame: callers later than this had no room on the machine."""
DEAD_AIR = 2.5
"""Seconds for which a caller who has said or keyed something may wait for the robot's voice."""

MOST_UNCLEAR = 2
"""Clips of one call that the ear need not have made out."""
VOICE = Mouth(PromptPack.load())

pytestmark = [pytest.mark.sip, pytest.mark.timeout(900)]

Left = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Played:
    """What the calls of the scenarios left, and the figures of the bench's own call."""

    calls: Left
    late_ms: float
    bench: dict[str, Any] | None


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """All calls, after all of them were played.

    Where the machine was too busy to keep time, calls that went wrong are played again,
    a few at once: torn sound says nothing about the robot. Clips that the ear of the
    scenarios cannot make out tell so too, where the machine's own clock stood still.
    """
    folder = tmp_path_factory.mktemp("scenarios")
    all_ = play(folder / "all.json", AT_ONCE)
    wrong = [name for name in SCENARIOS if not all_well(name, all_.calls)]
    if all_.late_ms <= TOO_LATE_MS:
        wrong = [name for name in wrong if torn(all_.calls[name])]
    if wrong:
        all_.calls.update(play(folder / "again.json", FEW_AT_ONCE, *wrong).calls)
    return all_


@pytest.fixture
def left(played: Played) -> Left:
    return played.calls


def play(out: Path, at_once: int, *names: str) -> Played:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ended = subprocess.run(
        [sys.executable, str(HERE / "sip_scenarios_run.py"), str(out), str(at_once), *names],
        check=False,
        capture_output=True,
        text=True,
        env=own,
    )
    assert ended.returncode == 0, ended.stderr
    return Played(**json.loads(out.read_text("utf-8")))


def torn(calls: list[dict[str, Any]]) -> bool:
    unclear = (sum(clip is None for clip, _ in call["heard"]) for call in calls)
    return any(count > MOST_UNCLEAR for count in unclear)


def all_well(name: str, calls: Left) -> bool:
    try:
        for wanted, call in zip(SCENARIOS[name]["calls"], calls[name], strict=True):
            check(wanted, call)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize(("name", "place"), CALLS, ids=[f"{name}-{n}" for name, n in CALLS])
def test_behaviour(name: str, place: int, left: Left) -> None:
    check(SCENARIOS[name]["calls"][place], left[name][place])


@pytest.mark.parametrize(
    "name", [name for name, each in SCENARIOS.items() if "stored_together" in each]
)
def test_calls_together(name: str, left: Left) -> None:
    stored = [value for call in left[name] for value in call["stored"].items()]
    assert stored == list(SCENARIOS[name]["stored_together"].items())


def test_the_bench_of_calls_counts_its_call(played: Played) -> None:
    figures = played.bench
    assert figures is not None
    [call] = figures["each"]
    told = "\n".join(call["story"])
    assert (figures["stored_right"], figures["stored_wrong"]) == (1, 0), told
    assert figures["without_person"] == 1, told
    assert call["known_phone"] is True, told
    assert "Номер обращения" in told


def check(wanted: dict[str, Any], call: dict[str, Any]) -> None:
    story = told(call)
    assert call["undone"] == 0, f"did not come to all its steps\n{story}"
    check_heard(wanted, call, story)
    check_logged(wanted, [(kind, data) for kind, data, _ in call["events"]], story)
    check_kept(wanted, call, story)
    assert call["outcome"] == wanted["outcome"], story
    assert call["operators"] == wanted.get("operators", []), story
    assert call["dead_air"] <= DEAD_AIR, f"dead air\n{story}"
    check_recording(call, story)


def check_heard(wanted: dict[str, Any], call: dict[str, Any], story: str) -> None:
    heard = [key for key, _ in call["heard"]]
    said = " ".join(data["text"] for kind, data, _ in call["events"] if kind == "said")
    place, unclear = 0, []
    for key in wanted.get("hears", []):
        if key in heard[place:]:
            place = heard.index(key, place) + 1
        else:
            unclear.append(key)
    lost = [key for key in unclear if key == "beep" or VOICE.text((Phrase(key),)) not in said]
    assert not lost, f"{lost} not heard (in this order)\n{story}"
    assert len(unclear) <= min(MOST_UNCLEAR, heard.count(None)), f"{unclear} unclear\n{story}"
    unwanted = set(wanted.get("hears_not", [])) & set(heard)
    assert not unwanted, f"{unwanted} heard\n{story}"


def check_logged(
    wanted: dict[str, Any], events: list[tuple[str, dict[str, Any]]], story: str
) -> None:
    rest = iter(events)
    for entry in wanted.get("logged", []):
        ((kind, fields),) = entry.items() if isinstance(entry, dict) else ((entry, {}),)
        assert any(is_it(event, kind, fields) for event in rest), f"{entry} not logged\n{story}"
    unwanted = set(wanted.get("log_not", [])) & {kind for kind, _ in events}
    assert not unwanted, f"{unwanted} logged\n{story}"


def is_it(event: tuple[str, dict[str, Any]], kind: str, fields: dict[str, Any]) -> bool:
    return event[0] == kind and all(event[1].get(key) == value for key, value in fields.items())


def check_kept(wanted: dict[str, Any], call: dict[str, Any], story: str) -> None:
    """Readings, draft and message."""
    if "given" in wanted:
        assert call["stored"] | call["repeated"] == wanted["given"], story
    elif "stored_or_message" in wanted:
        kept = call["stored"] == wanted["stored_or_message"]
        assert kept or (not call["stored"] and call["message"] == "reading"), story
    else:
        assert call["stored"] == wanted["stored"], story
    if "name_confirmed" in wanted:
        assert call["name_confirmed"] is wanted["name_confirmed"], story
    if "draft" in wanted:
        assert call["draft"] == wanted["draft"], story
    if "message" in wanted:
        assert call["message"] == wanted["message"], story


def check_recording(call: dict[str, Any], story: str) -> None:
    """The whole call with both sides is on disk, and in the journal if it gave a reading."""
    recording = call["recording"]
    assert call["proved"] == [True] * bool(call["stored"] | call["repeated"]), story
    assert abs(recording["seconds"] - call["seconds"]) < 5.0, story
    assert recording["robot"] > 3, story
    assert recording["caller"] > 0 or not any(did == "speaks" for _, did in call["did"]), story


def told(call: dict[str, Any]) -> str:
    """Both sides of the call in the order of time."""
    lines = [(seconds, f"    caller hears {key}") for key, seconds in call["heard"]]
    lines += [(seconds, f"    caller {did}") for seconds, did in call["did"]]
    lines += [(seconds, f"robot {kind}: {data}") for kind, data, seconds in call["events"]]
    return "\n".join(f"{seconds:6.1f} {text}" for seconds, text in sorted(lines))
