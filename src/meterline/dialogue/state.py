"""What the conversation remembers between two events: a tree of frozen values."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from meterline.dialogue.actions import Action, Listen
from meterline.dialogue.claim import Claim
from meterline.dialogue.facts import AccountFacts, BranchFacts, CallFacts, Checked, MeterValue
from meterline.language.speech import Piece
from meterline.language.turn import Alternative
from meterline.language.zones import Zone


class Stage(StrEnum):
    """Where a call stands: what was asked of the caller, or what is being waited for."""

    NEW = "new"
    DECIDING = "deciding"
    """Between two questions, inside one step only: never seen from outside."""
    MENU = "menu"
    CHOICE = "choice"
    """Which of the accounts that the phone is linked to."""
    DICTATION = "dictation"
    ACCOUNT = "account"
    LOOKUP = "lookup"
    NAME = "name"
    READING = "reading"
    CHECKING = "checking"
    DOUBT = "doubt"
    READ_BACK = "read_back"
    FIX = "fix"
    STORING = "storing"
    AGAIN = "again"
    CALLBACK = "callback"
    REGION = "region"
    RESUME = "resume"
    """Whether to go on where the last call broke."""
    LINK = "link"
    """Whether to remember the caller's number."""
    LINKING = "linking"
    REMINDER = "reminder"
    """Whether to submit now, in a call that the company made."""
    TRANSFER = "transfer"
    BOX_INTRO = "box_intro"
    RECORDING = "recording"
    ENDED = "ended"


WAITING = frozenset({Stage.LOOKUP, Stage.CHECKING, Stage.STORING, Stage.LINKING})
"""Stages that wait for the company: nothing was asked of the caller."""

HANDED_OVER = frozenset({Stage.TRANSFER, Stage.BOX_INTRO, Stage.RECORDING})
"""Stages in which a person or a recording has the caller."""


MISUNDERSTOOD_OFTEN = 2
"""Turns that gave nothing after which the robot speaks slower and in shorter phrases."""


@dataclass(frozen=True)
class Question:
    """The question that is open, to be put again after a repeat, silence or noise.

    `pieces` is the question, `retry` a shorter form of it where there is one.
    """

    pieces: tuple[Piece, ...]
    listen: Listen
    retry: tuple[Piece, ...] = ()

    @property
    def shorter(self) -> tuple[Piece, ...]:
        """How the question is put a second time."""
        return self.retry or self.pieces


@dataclass(frozen=True)
class Proposal:
    """Exactly what was read back; only this may be stored, and only after a yes."""

    account: str
    values: tuple[MeterValue, ...]


@dataclass(frozen=True)
class Focus:
    """The registers that the open question is about."""

    serial: str
    zones: tuple[Zone, ...]


@dataclass(frozen=True)
class Paused:
    """The question left for the call-back offer, to come back to."""

    stage: Stage
    question: Question | None


@dataclass(frozen=True)
class State:
    """One conversation. Made by `begin`, changed only by `step`.

    `lead` is said before the next question, `said` is the last utterance as a whole.
    `keys` are the digits of an unfinished entry, `early_keys` those pressed while the
    company was being asked. `turns` bounds the whole call; `misses` counts accounts
    that do not exist (three a call, against guessing). `talked_over`: the caller began to
    speak before the values of a read-back were out. `accounts_heard` are the alternatives
    of the last account that was not heard for sure. `misunderstood` counts the turns of
    the call that gave nothing. `resumed`: the draft of the last call was offered.
    `link_asked` are the accounts that the caller was asked to link his phone to. `choices`
    are the accounts under the contract that he named.
    """

    stage: Stage = Stage.NEW
    call: CallFacts | None = None
    claim: Claim = field(default_factory=Claim)
    question: Question | None = None
    said: tuple[Piece, ...] = ()
    lead: tuple[Piece, ...] = ()
    keys: str = ""
    early_keys: str = ""
    tries: tuple[tuple[str, int], ...] = ()
    turns: int = 0
    misses: int = 0
    refusals: int = 0
    silences: int = 0
    waits: int = 0
    excluded: tuple[str, ...] = ()
    focus: Focus | None = None
    doubt: tuple[Checked, ...] = ()
    proposal: Proposal | None = None
    paused: Paused | None = None
    purpose: str = ""
    stored: int = 0
    talked_over: bool = False
    accounts_heard: tuple[Alternative, ...] = ()
    misunderstood: int = 0
    resumed: bool = False
    link_asked: tuple[str, ...] = ()
    choices: tuple[AccountFacts, ...] = ()

    @property
    def branch(self) -> BranchFacts | None:
        """Whose operators, dispatcher and window count: the account's branch decides."""
        if self.claim.facts:
            return self.claim.facts.branch
        return (self.call.branch or self.call.company) if self.call else None

    @property
    def slow(self) -> bool:
        """Whether to speak slower: the caller and the robot understand each other badly."""
        return self.misunderstood >= MISUNDERSTOOD_OFTEN

    def tried(self, slot: str) -> int:
        """How often `slot` was asked for in vain."""
        return dict(self.tries).get(slot, 0)

    def with_tries(self, slot: str, count: int) -> "State":
        """`slot` counted as tried `count` times."""
        return replace(self, tries=tuple({**dict(self.tries), slot: count}.items()))

    def tried_again(self, slot: str) -> "State":
        """One more try of `slot` in vain."""
        return self.with_tries(slot, self.tried(slot) + 1)

    def asking_at(self, slot: str, level: int) -> "State":
        """`slot` asked for at `level` of its ways at least."""
        return self.with_tries(slot, max(level, self.tried(slot)))

    def leading(self, *pieces: Piece) -> "State":
        """`pieces` said before the next question."""
        return replace(self, lead=self.lead + pieces)

    def deciding(self, claim: Claim | None = None) -> "State":
        """Nothing is open any more: the next question follows from the claim."""
        return replace(self, stage=Stage.DECIDING, claim=claim or self.claim)


Step = tuple[State, tuple[Action, ...]]
"""What one event made of the conversation, and what is to be done."""
