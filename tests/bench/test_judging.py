"""When a turn counts as right, as wrong taken as sure, or as asked."""

from typing import Any

import pytest

from meterline.bench.judging import Verdict, judge, judge_slots
from meterline.bench.pack import PackTurn
from meterline.language.turn import (
    Command,
    Decision,
    NameHeard,
    ReadingHeard,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone

OWN, OTHER = "100200300", "100200301"
SERIAL, OTHER_SERIAL = "555", "777"
R, W, C, A = Verdict.RIGHT, Verdict.WRONG, Verdict.CONFIRM, Verdict.ASKED
SURE, CONFIRM, ASK, GIVE_UP = Decision.SURE, Decision.CONFIRM, Decision.ASK, Decision.GIVE_UP


def turn(ambiguous: bool = False, **slots: Any) -> PackTurn:
    return PackTurn("any", "", slots, 0, 8000, ambiguous)


def slot(value: str, decision: Decision) -> Slot:
    return Slot(value, 0.9, decision)


def account(value: str, decision: Decision) -> Understanding:
    return Understanding(account=slot(value, decision))


def readings(*heard: tuple[Zone | None, str, Decision], serial: str | None = SERIAL) -> Any:
    return Understanding(
        readings=tuple(ReadingHeard(zone, serial, slot(value, d)) for zone, value, d in heard)
    )


def region(value: str, decision: Decision) -> Understanding:
    return Understanding(region=slot(value, decision))


ACCOUNTS = [
    (account(OWN, SURE), R),
    (account(OWN, CONFIRM), C),
    (account(OWN, ASK), A),
    (account(OWN, GIVE_UP), A),
    (account(OTHER, SURE), W),
    (account(OTHER, CONFIRM), A),
    (account(OTHER, ASK), A),
    (Understanding(), A),
]


@pytest.mark.parametrize(("heard", "verdict"), ACCOUNTS)
def test_account(heard: Understanding, verdict: Verdict) -> None:
    assert judge(turn(account=OWN), heard, OWN) is verdict


UNSAID = [
    (account(OWN, SURE), R),
    (account(OTHER, SURE), W),
    (account(OTHER, CONFIRM), R),
    (Understanding(), R),
]


@pytest.mark.parametrize(("heard", "verdict"), UNSAID)
def test_an_account_that_was_not_said_may_be_known_by_name(
    heard: Understanding, verdict: Verdict
) -> None:
    assert judge(turn(), heard, OWN) is verdict


DAY, NIGHT, SINGLE = Zone.DAY, Zone.NIGHT, Zone.SINGLE
TWO_ZONES = turn(readings={"day": 12, "night": 345}, serial=SERIAL)
ONE_ZONE = turn(readings={"single": 678}, serial=SERIAL)

READINGS = [
    (TWO_ZONES, readings((DAY, "12", SURE), (NIGHT, "345", SURE)), R),
    (TWO_ZONES, readings((DAY, "00012", SURE), (NIGHT, "345", CONFIRM)), C),
    (TWO_ZONES, readings((DAY, "12", SURE), (NIGHT, "346", SURE)), W),
    (TWO_ZONES, readings((DAY, "12", SURE), (NIGHT, "346", CONFIRM)), A),
    (TWO_ZONES, readings((DAY, "12", SURE)), A),
    (TWO_ZONES, readings((DAY, "345", SURE), (NIGHT, "12", SURE)), W),
    (TWO_ZONES, readings((DAY, "12", SURE), (None, "345", ASK)), A),
    (TWO_ZONES, Understanding(), A),
    (ONE_ZONE, readings((SINGLE, "678", SURE)), R),
    (ONE_ZONE, readings((None, "678", SURE)), R),
    (ONE_ZONE, readings((None, "678", SURE), serial=None), R),
    (ONE_ZONE, readings((SINGLE, "678", SURE), serial=OTHER_SERIAL), W),
    (ONE_ZONE, readings((SINGLE, "678", SURE), (DAY, "1", SURE)), W),
    (ONE_ZONE, readings((SINGLE, "678", SURE), (DAY, "1", ASK)), A),
    (turn(), readings((SINGLE, "678", SURE)), W),
    (turn(readings={"single": 0}), readings((SINGLE, "000", SURE)), R),
]


@pytest.mark.parametrize(("said", "heard", "verdict"), READINGS)
def test_readings(said: PackTurn, heard: Understanding, verdict: Verdict) -> None:
    assert judge(said, heard, OWN) is verdict


ONLY_NAME = turn(name="Белов Иван")
NAME_AND_ACCOUNT = turn(name="Белов Иван", account=OWN)
NAMES = [
    (ONLY_NAME, Understanding(name=NameHeard("белов", True)), R),
    (ONLY_NAME, Understanding(name=NameHeard("белов", False)), W),
    (ONLY_NAME, Understanding(name=NameHeard("бе", None)), A),
    (ONLY_NAME, Understanding(), A),
    (NAME_AND_ACCOUNT, Understanding(account=slot(OWN, SURE)), R),
    (
        NAME_AND_ACCOUNT,
        Understanding(account=slot(OWN, SURE), name=NameHeard("белов", False)),
        W,
    ),
]


@pytest.mark.parametrize(("said", "heard", "verdict"), NAMES)
def test_names(said: PackTurn, heard: Understanding, verdict: Verdict) -> None:
    assert judge(said, heard, OWN) is verdict


YES, NO = turn(confirm=True), turn(confirm=False)
CORRECTION = turn(confirm=False, readings={"single": 5})
OPERATOR = turn(command="operator")
SHORT = [
    (YES, Understanding(answer=True), R),
    (YES, Understanding(answer=False), W),
    (YES, Understanding(), A),
    (NO, Understanding(answer=False), R),
    (NO, Understanding(answer=True), W),
    (CORRECTION, readings((SINGLE, "5", SURE)), R),
    (CORRECTION, readings((SINGLE, "6", SURE)), W),
    (OPERATOR, Understanding(command=Command.OPERATOR), R),
    (OPERATOR, Understanding(command=Command.REPEAT), W),
    (OPERATOR, Understanding(), A),
    (turn(account=OWN), Understanding(account=slot(OWN, SURE), command=Command.BACK), W),
    (turn(region="tuva"), region("tuva", SURE), R),
    (turn(region="tuva"), region("tuva", CONFIRM), C),
    (turn(region="tuva"), region("komi", SURE), W),
    (turn(region="tuva"), Understanding(), A),
]


@pytest.mark.parametrize(("said", "heard", "verdict"), SHORT)
def test_answers_commands_regions(said: PackTurn, heard: Understanding, verdict: Verdict) -> None:
    assert judge(said, heard, OWN) is verdict


AMBIGUOUS = [(account(OWN, ASK), R), (account(OWN, CONFIRM), R), (account(OTHER, SURE), W)]


@pytest.mark.parametrize(("heard", "verdict"), AMBIGUOUS)
def test_who_is_ambiguous_is_rightly_asked(heard: Understanding, verdict: Verdict) -> None:
    assert judge(turn(ambiguous=True, account=OWN), heard, OWN) is verdict


def test_a_turn_is_as_good_as_its_worst_slot_and_every_slot_is_there() -> None:
    said = turn(account=OWN, readings={"day": 12, "night": 345})
    heard = Understanding(account=slot(OWN, SURE), readings=readings((DAY, "12", CONFIRM)).readings)
    found = [(s.kind, s.said, s.heard, s.verdict) for s in judge_slots(said, heard, OWN)]
    assert found == [
        ("account", OWN, OWN, R),
        ("reading", "12", "12", C),
        ("reading", "345", None, A),
    ]
    assert judge(said, heard, OWN) is A


def test_a_probability_goes_with_whether_the_best_value_is_true() -> None:
    [known_by_name] = judge_slots(turn(), account(OWN, SURE), OWN)
    assert (known_by_name.said, known_by_name.probability, known_by_name.right) == (None, 0.9, True)
    [doubted] = judge_slots(turn(account=OWN), account(OTHER, ASK), OWN)
    assert doubted.right is False
    [silent] = judge_slots(turn(account=OWN), Understanding(), OWN)
    assert (silent.probability, silent.right) == (None, None)
