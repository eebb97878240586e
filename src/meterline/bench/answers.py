"""What the person of a labelled call answers to a question, from what he has been told."""

from collections.abc import Callable
from dataclasses import dataclass, field

from meterline.bench.pack import PackCall, PackTurn
from meterline.bench.questions import ASKED_ZONE, QUESTIONS, Wants
from meterline.bench.readback import Label, Said, Verdict, is_end_of, judge, plausible, said_numbers
from meterline.bench.truth import CallTruth

SUBMIT_KEY = "7"
YES_KEY, NO_KEY = "1", "2"
END_KEY = "#"


@dataclass(frozen=True)
class Answer:
    """A turn to be said, then keys to be pressed."""

    role: str
    turn: PackTurn | None = None
    keys: str = ""


@dataclass
class Memory:
    """What the caller knows: his call, its truth, what the robot has said since he spoke."""

    call: PackCall
    truth: CallTruth
    since: list[str | None] = field(default_factory=list)
    last: Answer | None = None
    confirmed: set[str] = field(default_factory=set)
    account_wrong: bool = False
    refused: bool = False
    asked_again: int = 0
    """How often a confirmation was asked for without a new read-back."""
    corrected: int = 0

    def hear(self, key: str | None) -> None:
        """Remember a clip; None is something that was not made out."""
        self.since.append(key)

    @property
    def said(self) -> list[Said]:
        """The numbers that the robot said since the caller last spoke."""
        return said_numbers(self.since)

    @property
    def serial(self) -> str | None:
        """The meter that is spoken of: named by the robot, or the first not confirmed yet."""
        named = [number.digits for number in self.said if number.label is Label.METER]
        open_ones = [s for s in self.truth.serials if s not in self.confirmed]
        candidates = [s for s in self.truth.serials if named and is_end_of(named[-1], s)]
        return next(iter(candidates or open_ones or self.truth.serials), None)


def answer_to(question: str, memory: Memory) -> Answer | None:
    """The answer to a question; None where the caller has nothing to say.

    What was heard is forgotten: the next question is about what is said from now on.
    """
    wants = QUESTIONS[question]
    answer = memory.last if wants is Wants.AGAIN else _ANSWERS[wants](question, memory)
    memory.since.clear()
    memory.last = answer or memory.last
    return answer


def _say(memory: Memory, role: str) -> Answer | None:
    turn = memory.call.first(role)
    return Answer(role, turn) if turn else None


def _menu(question: str, memory: Memory) -> Answer | None:
    return Answer("menu", keys=SUBMIT_KEY)


def _one_breath(question: str, memory: Memory) -> Answer | None:
    return _say(memory, "one_breath")


def _known_reading(question: str, memory: Memory) -> Answer | None:
    """The reading alone, if the robot named the right account."""
    return (
        _reading(question, memory)
        if judge(memory.said, memory.truth).faultless
        else _one_breath(question, memory)
    )


def _message(question: str, memory: Memory) -> Answer | None:
    turn = memory.call.first("one_breath")
    return Answer("message", turn, keys=END_KEY)


def _account(question: str, memory: Memory) -> Answer | None:
    memory.account_wrong = False
    return _say(memory, "account") or _account_keys(question, memory)


def _account_by_digit(question: str, memory: Memory) -> Answer | None:
    memory.account_wrong = False
    return _say(memory, "account_by_digit") or _account(question, memory)


def _account_keys(question: str, memory: Memory) -> Answer | None:
    memory.account_wrong = False
    return Answer("account_keys", keys=memory.truth.account + END_KEY)


def _account_ending(question: str, memory: Memory) -> Answer | None:
    return Answer("account_keys", keys=memory.truth.account[-4:])


def _name(question: str, memory: Memory) -> Answer | None:
    return _say(memory, "name")


def _reading(question: str, memory: Memory) -> Answer | None:
    turns = memory.call.all_of("reading")
    wanted = [turn for turn in turns if turn.slots.get("serial") == memory.serial]
    turn = next(iter(wanted or turns), None)
    return Answer("reading", turn) if turn else _reading_keys(question, memory)


def _reading_keys(question: str, memory: Memory) -> Answer | None:
    """The asked register's value, or all of the meter's one after another."""
    zone = next((ASKED_ZONE[key] for key in reversed(memory.since) if key in ASKED_ZONE), None)
    values = {z: value for (s, z), value in memory.truth.values.items() if s == memory.serial}
    wanted = [values[zone]] if zone in values else list(values.values())
    return Answer("reading_keys", keys="".join(f"{value}{END_KEY}" for value in wanted))


def _yes(question: str, memory: Memory) -> Answer | None:
    return _say(memory, "yes") or Answer("yes", keys=YES_KEY)


def _no(question: str, memory: Memory) -> Answer | None:
    return _say(memory, "no") or Answer("no", keys=NO_KEY)


def _confirm(question: str, memory: Memory) -> Answer | None:
    """Yes only if what was read back is right and was made out; else what is wrong."""
    if not memory.said:
        return _confirm_again(question, memory)
    memory.asked_again = 0
    verdict = judge(memory.said, memory.truth)
    memory.refused = not verdict.faultless
    memory.account_wrong |= verdict.account_wrong
    if not verdict.faultless:
        return _correction(verdict, memory) or _no(question, memory)
    if None in memory.since and not _heard_all(verdict, memory.truth):
        return _say(memory, "repeat") or _no(question, memory)
    memory.confirmed |= {serial for serial, _ in verdict.right}
    return _yes(question, memory)


def _confirm_again(question: str, memory: Memory) -> Answer | None:
    """The same answer as to the read-back before; by key when words did not help twice."""
    memory.asked_again += 1
    if memory.asked_again > 1:
        return Answer("confirm_key", keys=NO_KEY if memory.refused else YES_KEY)
    return _no(question, memory) if memory.refused else _yes(question, memory)


def _heard_all(verdict: Verdict, truth: CallTruth) -> bool:
    return verdict.account_right and set(verdict.right) >= truth.values.keys()


def _correction(verdict: Verdict, memory: Memory) -> Answer | None:
    """The turn that names all that is wrong, if the call has one."""
    if verdict.account_wrong or not verdict.wrong or memory.corrected > 1:
        return None
    serial = verdict.wrong[0][0]
    for turn in memory.call.all_of("correction"):
        named = {
            (turn.slots.get("serial", serial), zone) for zone in turn.slots.get("readings", {})
        }
        if set(verdict.wrong) <= named:
            memory.corrected += 1
            return Answer("correction", turn)
    return None


def _doubt(question: str, memory: Memory) -> Answer | None:
    agreed = plausible(memory.since, memory.said, memory.truth)
    return _yes(question, memory) if agreed else _no(question, memory)


def _fix(question: str, memory: Memory) -> Answer | None:
    """«Лицевой счёт …» or the reading said anew, which names what is to be mended."""
    return _account(question, memory) if memory.account_wrong else _reading(question, memory)


def _end_recording(question: str, memory: Memory) -> Answer | None:
    return Answer("end_of_recording", keys=END_KEY)


_ANSWERS: dict[Wants, Callable[[str, Memory], Answer | None]] = {
    Wants.MENU: _menu,
    Wants.ONE_BREATH: _one_breath,
    Wants.KNOWN_READING: _known_reading,
    Wants.MESSAGE: _message,
    Wants.ACCOUNT: _account,
    Wants.ACCOUNT_BY_DIGIT: _account_by_digit,
    Wants.ACCOUNT_KEYS: _account_keys,
    Wants.ACCOUNT_ENDING: _account_ending,
    Wants.NAME: _name,
    Wants.READING: _reading,
    Wants.READING_KEYS: _reading_keys,
    Wants.CONFIRM: _confirm,
    Wants.DOUBT: _doubt,
    Wants.FIX: _fix,
    Wants.NO: _no,
    Wants.YES: _yes,
    Wants.END_OF_RECORDING: _end_recording,
}
