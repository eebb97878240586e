"""What the bench's caller answers to what he hears the robot say."""

from dataclasses import replace

import numpy as np
import pytest
from bench_line import over_the_line

from meterline.bench.answers import Memory, answer_to
from meterline.bench.callers import CallerBrain, words_end
from meterline.bench.clips import ClipTable
from meterline.bench.codecs import Samples
from meterline.bench.listener import Listener
from meterline.bench.pack import PackCall, PackTurn
from meterline.bench.truth import CallTruth
from meterline.language.speech import Beep, Digits, Number, Phrase, Piece
from meterline.mouth.mouth import Mouth

FRAME = 320
Pieces = tuple[Piece, ...]


def turn(role: str, **slots: object) -> PackTurn:
    return PackTurn(role, role, dict(slots), 0, 1600)


CALL = PackCall(
    call=1,
    account="722818662011",
    branch="khakassia",
    phone="+73902275004",
    speaker="",
    turns=(
        turn("one_breath", account="722818662011", readings={"single": 165227}),
        turn("account", account="722818662011"),
        turn("account_by_digit", account="722818662011"),
        turn("name"),
        turn("reading", readings={"single": 165227}, serial="68596608"),
        turn("correction", readings={"single": 165227}, serial="68596608", confirm=False),
        turn("yes", confirm=True),
        turn("no", confirm=False),
    ),
)
TRUTH = CallTruth(
    "722818662011", {("68596608", "single"): 165227}, {("68596608", "single"): 165000}
)
TWO_ZONES = CallTruth(
    "722818662011",
    {("68596608", "day"): 8633, ("68596608", "night"): 4771},
    {("68596608", "day"): 8500, ("68596608", "night"): 4771},
)
TWO_METERS = CallTruth(
    "722818662011", {("68596608", "single"): 165227, ("67337336", "single"): 162468}
)


class Tone:
    """A voice that says everything as the same short tone."""

    background: Samples = np.zeros(0, np.int16)

    def sound(self, turn: PackTurn) -> Samples:
        return np.full(turn.length, 3000, np.int16)


def read_back(account: str, *values: tuple[str, int]) -> Pieces:
    said: list[Piece] = [Phrase("account.last_digits"), Digits(account)]
    for label, value in values:
        said += [Phrase(label), Number(value)]
    return (*said, Phrase("confirm.ask"))


class Telephone:
    """Plays the robot's statements to a caller and notes what comes back."""

    def __init__(
        self, table: ClipTable, mouth: Mouth, call: PackCall = CALL, truth: CallTruth = TRUTH
    ) -> None:
        self._mouth = mouth
        self.brain = CallerBrain(Memory(call, truth), Listener(table), Tone(), seed=1)

    def say(self, *pieces: Piece, silence: float = 2.5) -> list[str]:
        """Roles of the spoken answers and the keys pressed after a statement."""
        known = len(self.brain.notes.spoken)
        pcm = over_the_line(self._mouth.render(pieces)) + bytes(FRAME * round(silence * 50))
        keys = "".join(self.brain.frame(pcm[i : i + FRAME])[1] for i in range(0, len(pcm), FRAME))
        roles = [spoken.role for spoken in self.brain.notes.spoken[known:]]
        return [*roles, keys] if keys else roles


def ask(key: str) -> Pieces:
    return (Phrase(key),)


ANSWERS: list[tuple[str, CallTruth, Pieces, list[str]]] = [
    ("presses seven in the menu", TRUTH, ask("menu.open"), ["menu", "7"]),
    ("dictates after the beep", TRUTH, (Phrase("dictate.ask"), Beep()), ["one_breath"]),
    ("dictates without a beep", TRUTH, ask("dictate.ask"), ["one_breath"]),
    ("gives the account", TRUTH, ask("account.ask"), ["account"]),
    ("continues a short account", TRUTH, ask("account.more_digits"), ["account"]),
    ("gives the account by digits", TRUTH, ask("account.by_digit"), ["account_by_digit"]),
    ("gives the name", TRUTH, ask("surname.ask"), ["name"]),
    ("gives the reading", TRUTH, ask("reading.ask"), ["reading"]),
    ("agrees", TRUTH, read_back("2011", ("reading.heard", 165227)), ["yes"]),
    ("corrects a value", TRUTH, read_back("2011", ("reading.heard", 165217)), ["correction"]),
    ("refuses an account", TRUTH, read_back("2111", ("reading.heard", 165227)), ["no"]),
    (
        "refuses the value of a zone that the correction does not name",
        TWO_ZONES,
        read_back("2011", ("reading.heard_day", 8633), ("reading.heard_night", 4871)),
        ["no"],
    ),
    (
        "agrees to two zones",
        TWO_ZONES,
        read_back("2011", ("reading.heard_day", 8633), ("reading.heard_night", 4771)),
        ["yes"],
    ),
    (
        "notices swapped zones",
        TWO_ZONES,
        read_back("2011", ("reading.heard_day", 4771), ("reading.heard_night", 8633)),
        ["no"],
    ),
    (
        "notices a value read out for the other meter",
        TWO_METERS,
        (
            Phrase("reading.meter_ending"),
            Digits("6608"),
            Phrase("reading.heard"),
            Number(162468),
            Phrase("confirm.ask"),
        ),
        ["correction"],
    ),
    (
        "agrees to digits",
        TRUTH,
        (Phrase("reading.heard"), Digits("165227"), Phrase("confirm.short")),
        ["yes"],
    ),
    (
        "agrees that the reading stayed the same",
        TWO_ZONES,
        (Phrase("check.same"), Phrase("check.same_ask")),
        ["yes"],
    ),
    (
        "denies that the reading stayed the same",
        TRUTH,
        (Phrase("check.same"), Phrase("check.same_ask")),
        ["no"],
    ),
    (
        "agrees to a true consumption",
        TRUTH,
        (Phrase("check.too_high"), Number(227), Phrase("unit.kwh"), Phrase("check.same_ask")),
        ["yes"],
    ),
    (
        "denies a consumption that he does not have",
        TRUTH,
        (Phrase("check.too_high"), Number(2270), Phrase("unit.kwh"), Phrase("check.same_ask")),
        ["no"],
    ),
    ("leaves a message", TRUTH, (Phrase("voicebox.record"), Beep()), ["message", "#"]),
    ("wants nothing more", TRUTH, ask("again.ask"), ["no"]),
    ("links no phone", TRUTH, ask("link.ask"), ["no"]),
    ("says nothing to a statement", TRUTH, ask("accepted.one"), []),
    ("reads out the keys", TRUTH, ask("reading.keypad"), ["reading_keys", "165227#"]),
    ("keys the account", TRUTH, ask("account.keypad"), ["account_keys", "722818662011#"]),
    (
        "gives only the reading where the robot knows him",
        TRUTH,
        (Phrase("known.intro"), Digits("2011"), Phrase("dictate.known"), Beep()),
        ["reading"],
    ),
    (
        "gives everything where the robot takes him for somebody else",
        TRUTH,
        (Phrase("known.intro"), Digits("2012"), Phrase("dictate.known"), Beep()),
        ["one_breath"],
    ),
]


@pytest.mark.parametrize(
    ("truth", "said", "answers"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS]
)
def test_answers(
    truth: CallTruth, said: Pieces, answers: list[str], table: ClipTable, mouth: Mouth
) -> None:
    telephone = Telephone(table, mouth, truth=truth)
    assert telephone.say(*said, silence=4.0) == answers


UNCLEAR = Memory(
    replace(CALL, turns=(*CALL.turns, turn("repeat", command="repeat"))),
    TRUTH,
    since=["account.last_digits", *(f"number.{d}" for d in "2011"), "reading.heard"],
)
WHOLE = ["number.100.mid", "thousand.65.mid", "number.200.mid", "number.27.end"]


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ([*WHOLE], "yes"),
        ([*WHOLE, None], "yes"),
        ([None, *WHOLE], "repeat"),
        (["number.100.mid", None, "number.200.mid", "number.27.end"], "repeat"),
        ([None], "repeat"),
        (["number.100.mid", "thousand.75.mid", "number.200.mid", "number.27.end"], "correction"),
    ],
)
def test_what_he_did_not_make_out_he_wants_to_hear_again(
    heard: list[str | None], answer: str
) -> None:
    memory = replace(UNCLEAR, since=[*UNCLEAR.since, *heard, "confirm.ask"])
    given = answer_to("confirm.ask", memory)
    assert given is not None
    assert given.role == answer


def test_he_says_it_again_when_he_was_not_heard(table: ClipTable, mouth: Mouth) -> None:
    telephone = Telephone(table, mouth)
    assert telephone.say(Phrase("surname.ask")) == ["name"]
    assert telephone.say(Phrase("not_heard")) == ["name"]


def test_after_a_wrong_account_he_mends_the_account(table: ClipTable, mouth: Mouth) -> None:
    telephone = Telephone(table, mouth)
    assert telephone.say(*read_back("2111", ("reading.heard", 165227))) == ["no"]
    assert telephone.say(Phrase("fix.ask")) == ["account"]


def test_after_a_wrong_reading_he_mends_the_reading(table: ClipTable, mouth: Mouth) -> None:
    telephone = Telephone(table, mouth, truth=TWO_ZONES)
    assert telephone.say(*read_back("2011", ("reading.heard_night", 4871))) == ["no"]
    assert telephone.say(Phrase("fix.ask")) == ["reading"]


def test_a_wrong_value_is_not_agreed_to_when_only_the_question_comes_again(
    table: ClipTable, mouth: Mouth
) -> None:
    telephone = Telephone(table, mouth)
    wrong = read_back("2011", ("reading.heard", 165228))
    assert telephone.say(*wrong) == ["correction"]
    assert telephone.say(Phrase("not_understood"), Phrase("confirm.retry")) == ["no"]
    assert telephone.say(Phrase("silence"), Phrase("confirm.retry")) == ["confirm_key", "2"]
    assert telephone.say(*read_back("2011", ("reading.heard", 165227))) == ["yes"]


def test_a_yes_that_was_not_heard_twice_becomes_a_key(table: ClipTable, mouth: Mouth) -> None:
    telephone = Telephone(table, mouth)
    assert telephone.say(*read_back("2011", ("reading.heard", 165227))) == ["yes"]
    assert telephone.say(Phrase("silence"), Phrase("confirm.retry")) == ["yes"]
    assert telephone.say(Phrase("silence"), Phrase("confirm.retry")) == ["confirm_key", "1"]


def test_a_caller_without_a_yes_presses_one(table: ClipTable, mouth: Mouth) -> None:
    telephone = Telephone(table, mouth, call=replace(CALL, turns=()))
    assert telephone.say(*read_back("2011", ("reading.heard", 165227))) == ["yes", "1"]


def test_he_waits_till_the_robot_has_said_all(table: ClipTable, mouth: Mouth) -> None:
    telephone = Telephone(table, mouth)
    telephone.say(Phrase("point.ask"), Digits("6608"))
    [answer] = telephone.brain.notes.spoken
    assert answer.role == "reading"
    assert answer.start > telephone.brain.notes.heard[-1].end


def test_the_same_question_a_fourth_time_is_too_much(table: ClipTable, mouth: Mouth) -> None:
    telephone = Telephone(table, mouth)
    for _ in range(3):
        assert telephone.say(Phrase("surname.ask")) == ["name"]
        assert not telephone.brain.done
    assert telephone.say(Phrase("surname.ask")) == []
    assert telephone.brain.done


def test_silence_on_the_line_ends_the_call(table: ClipTable, mouth: Mouth) -> None:
    telephone = Telephone(table, mouth)
    telephone.say(Phrase("notice.recording"), silence=15)
    assert not telephone.brain.done
    telephone.say(silence=10)
    assert telephone.brain.done


def test_the_end_of_words_is_before_trailing_silence() -> None:
    samples = np.concatenate((np.full(800, 2000), np.full(400, 20))).astype(np.int16)
    assert words_end(samples) == 800
