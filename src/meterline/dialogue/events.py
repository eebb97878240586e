"""What happens to the conversation: its inputs, in the order in which they happened."""

from dataclasses import dataclass

from meterline.dialogue.facts import AccountFacts, CallFacts, Checked, Receipt, Refusal
from meterline.language.turn import Understanding


@dataclass(frozen=True)
class CallStarted:
    """A call arrived. `full`: no conversation can be had now, only a message left."""

    facts: CallFacts
    full: bool = False


@dataclass(frozen=True)
class SayingEnded:
    """All that was to be said has been played to its end (it was not cut short)."""


@dataclass(frozen=True)
class SpeechBegan:
    """The caller began to speak; what was being said has been cut short if it may be.

    `unsaid` is how many seconds of it the caller did not hear.
    """

    unsaid: float = 0.0


@dataclass(frozen=True)
class TurnHeard:
    """The caller's turn is over and was understood like this.

    `cut`: it was too long, the caller was still speaking.
    """

    understanding: Understanding
    cut: bool = False


@dataclass(frozen=True)
class KeyHeard:
    """A key was pressed (`0`-`9`, `*`, `#`)."""

    key: str


@dataclass(frozen=True)
class SilenceLasted:
    """Nothing was said or keyed for the time that `Listen` allowed."""


@dataclass(frozen=True)
class AccountsFound:
    """Answer to `FindAccount`: the account, or nothing.

    `facts` may be of the only account under a contract of that number; `several` are those
    under a contract with more than one.
    """

    account: str
    facts: AccountFacts | None
    several: tuple[AccountFacts, ...] = ()


@dataclass(frozen=True)
class ValuesChecked:
    """Answer to `CheckValues`."""

    checked: tuple[Checked, ...]


@dataclass(frozen=True)
class ValuesStored:
    """Answer to `StoreValues`."""

    receipt: Receipt


@dataclass(frozen=True)
class ValuesRefused:
    """Answer to `CheckValues` and `StoreValues`: not taken. `facts` is the account as it is now."""

    account: str
    refusal: Refusal
    facts: AccountFacts | None


@dataclass(frozen=True)
class PhoneLinked:
    """Answer to `LinkPhone`."""


@dataclass(frozen=True)
class TransferFailed:
    """Answer to `Transfer`: nobody took the call; it is still alive. `busy`: all are engaged."""

    busy: bool = False


@dataclass(frozen=True)
class PartFailed:
    """A part that the conversation needs is down or too slow: `ears` or `company`."""

    part: str


@dataclass(frozen=True)
class CallerLeft:
    """The caller hung up or the call was lost."""


Event = (
    CallStarted
    | SayingEnded
    | SpeechBegan
    | TurnHeard
    | KeyHeard
    | SilenceLasted
    | AccountsFound
    | ValuesChecked
    | ValuesStored
    | ValuesRefused
    | PhoneLinked
    | TransferFailed
    | PartFailed
    | CallerLeft
)
