"""Logs of calls in which something failed, was keyed or recorded: replayed they are the same."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from acting import ACCOUNT, FACTS, FakeCompany, FakeEars, play
from test_call import NO, ONE_BREATH, YES, words

from meterline.calls.services import Logged
from meterline.cli.replay_call import ListenAgain, Replay, Replayed, Then
from meterline.dialogue.events import ValuesChecked
from meterline.dialogue.facts import CallFacts, Checked, DraftFacts, Finding, MeterValue
from meterline.ears.service import EarsUnavailable
from meterline.language.turn import (
    Alternative,
    Command,
    Decision,
    Expectation,
    ReadingHeard,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone
from meterline.lines.callers import At, RobotSilent, ScriptedCaller, Step
from meterline.lines.recording import RecordingLine
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.readings.stored import Submitted
from meterline.robot.describe import describe_event, describe_heard, describe_opened
from meterline.robot.retelling import answer_told, facts_told, understanding_told

STORED = Submitted(ACCOUNT.account, frozenset({("68596608", "single", 165227)}))
NUMBER = "120456"
OPERATOR = Understanding(text="оператор", command=Command.OPERATOR, command_probability=0.99)


@pytest.fixture(scope="module")
def voice() -> Mouth:
    return Mouth(PromptPack.load())


def steps(*acts: str | float) -> list[Step]:
    """Keys, or so many seconds of speech, each after the robot has fallen silent."""
    return [
        Step(RobotSilent(0.7), keys=act)
        if isinstance(act, str)
        else Step(RobotSilent(0.7), pcm=words(act))
        for act in acts
    ]


def again(
    company: FakeCompany, voice: Mouth, *, known: bool = True, listen: ListenAgain | None = None
) -> Replayed:
    """The call that the company's log tells of, through the conversation of today."""
    log = [Logged(one.kind, one.at, one.data) for one in company.events]
    then = Then(log, FACTS if known else None, {NUMBER: STORED})
    return Replay(then, FakeCompany(), voice, listen).run()


CALLS: dict[str, tuple[list[Step], list[Understanding | Exception], str]] = {
    "one breath": (steps("7", 1.5, 0.7, 0.7), [ONE_BREATH, YES, NO], ""),
    "keys": (steps("7", f"{ACCOUNT.account}#", "165227#", "1", "2"), [], ""),
    "an account keyed by half": (
        steps("7", "722818", 1.5, 0.7, 0.7),
        [replace(ONE_BREATH, account=Slot("662011", 0.99, Decision.SURE)), YES, NO],
        "",
    ),
    "silence to the end": ([], [], ""),
    "silence after the read-back": (steps("7", 1.5), [ONE_BREATH], ""),
    "words over the read-back": (steps("7", 1.5, "*", 0.7), [ONE_BREATH, YES], ""),
    "ears that fail": (steps("7", 1.5, 2.0), [EarsUnavailable("gone")], ""),
    "accounts that cannot be found": (steps("7", 1.5, 2.0), [ONE_BREATH], "find_account"),
    "values that cannot be checked": (steps("7", 1.5, 2.0), [ONE_BREATH], "check"),
    "values that cannot be stored": (steps("7", 1.5, 0.7, 2.0), [ONE_BREATH, YES], "store"),
    "a company that is away": (steps(2.0), [], "open_call"),
    "a message ended by a key": (
        [*steps("7", 1.5, 2.0), Step(At(50.0), keys="5#")],
        [EarsUnavailable("gone")],
        "",
    ),
    "no operator, a call-back": (steps("0", 0.7, 2.0, "#"), [YES], ""),
    "no operator, and on": (steps(0.7, 0.7, "7", 1.5, 0.7, 0.7), [OPERATOR, NO, YES], ""),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("patience", [2.0, 9.0])
async def test_what_happened_in_a_call_happens_again(
    name: str, patience: float, voice: Mouth, tmp_path: Path
) -> None:
    """Callers of little patience hang up in the middle of the robot's waiting."""
    acts, heard, broken = CALLS[name]
    company = FakeCompany(down=lambda what: what == broken)
    line = RecordingLine(
        ScriptedCaller(acts, patience=patience), caller="+73902275004", refuse_transfers=True
    )
    await play(line, FakeEars([*heard, *[NO] * 9]), company, voice, tmp_path)
    done = again(company, voice, known=broken != "open_call")
    assert [one for one in done.exchanges if one.differs] == []
    assert done.differences == ()
    assert sum(len(one.then) for one in done.exchanges) >= company.kinds().count("said") > 0
    assert len(done.stored_today) == company.kinds().count("stored") + company.kinds().count(
        "not_stored"
    )


async def test_what_the_ledger_did_not_take_is_told_and_replayed(
    voice: Mouth, tmp_path: Path
) -> None:
    company = FakeCompany(closes_account=True)
    line = RecordingLine(ScriptedCaller(steps("7", 1.5, 0.7, 0.7), patience=9.0))
    await play(line, FakeEars([ONE_BREATH, YES, NO]), company, voice, tmp_path)
    assert {"refused", "recording", "not_stored"} & set(company.kinds()) == {"refused"}
    assert "Этот лицевой счёт закрыт." in company.said()
    done = again(company, voice)
    assert [one for one in done.exchanges if one.differs] == []
    assert (done.differences, done.stored_then, done.stored_today) == ((), [], [])


async def test_a_turn_that_is_understood_today_needs_no_second_one(
    voice: Mouth, tmp_path: Path
) -> None:
    """The account is looked up a turn sooner than the log answers: the company answers then."""
    unclear = replace(ONE_BREATH, account=Slot(ACCOUNT.account, 0.3, Decision.ASK), name=None)
    company, asked = FakeCompany(), []
    line = RecordingLine(ScriptedCaller(steps("7", 1.5, 1.5, 0.7, 0.7), patience=9.0))
    await play(line, FakeEars([unclear, ONE_BREATH, YES, NO, NO]), company, voice, tmp_path)

    def listen(told: Mapping[str, Any], expected: Expectation | None) -> Understanding:
        asked.append(expected and expected.asked.value)
        return ONE_BREATH if len(asked) == 1 else understanding_told(told)

    done = again(company, voice, listen=listen)
    assert asked[:2] == ["one_breath", "confirm"]
    different = [one for one in done.exchanges if one.differs]
    assert "спросит заново" in different[0].understood_then
    assert "уверенно" in different[0].understood_today
    assert "Всё верно?" in different[0].today[0]
    assert "Всё верно?" not in different[0].then[0]
    assert set(done.differences) == {"said", "understood"}
    assert done.stored_then == done.stored_today == [STORED]


KNOWN = replace(
    FACTS,
    linked=(ACCOUNT,),
    may_link=True,
    called_before=True,
    draft=DraftFacts(ACCOUNT, (MeterValue("68596608", Zone.SINGLE, 165227),), name_confirmed=True),
)


@pytest.mark.parametrize(
    "then",
    [
        FACTS,
        KNOWN,
        replace(KNOWN, branch=None),
        replace(FACTS, linked=(ACCOUNT,), reminder=ACCOUNT),
        replace(FACTS, branch=replace(FACTS.company, operators_open=False, window_open=False)),
    ],
)
def test_facts_at_the_beginning_are_told_by_the_log(then: CallFacts) -> None:
    told = json.loads(json.dumps(describe_opened(then)))
    found = {ACCOUNT.account: ACCOUNT}.get
    assert facts_told(told, FACTS, found) == then
    assert facts_told(told, replace(KNOWN, linked=()), found) == then


@pytest.mark.parametrize(
    "heard",
    [
        ONE_BREATH,
        NO,
        OPERATOR,
        Understanding(),
        Understanding(
            text="хакасия",
            region=Slot("khakassia", 0.5, Decision.CONFIRM, (Alternative("tuva", 0.25),)),
            readings=(ReadingHeard(None, None, Slot("12", 0.5, Decision.GIVE_UP)),),
        ),
    ],
)
def test_what_was_heard_is_told_back_by_the_log(heard: Understanding) -> None:
    told = json.loads(json.dumps(describe_heard(heard)))
    again = understanding_told(told)
    untimed = replace(heard, speech_end=0.0, command_probability=again.command_probability)
    assert again == untimed


def test_checks_of_older_logs_are_not_told_back() -> None:
    checked = ValuesChecked(
        (Checked(MeterValue("68596608", Zone.SINGLE, 165227), Finding.COMMA, 165000, 227, 16522),)
    )
    kind, told = describe_event(checked)
    assert answer_told(kind, told, {}.get) == checked
    older = {"values": [{"serial": "1", "zone": "single", "value": 2, "finding": "fine"}]}
    assert answer_told("checked", older, {}.get) is None
