"""Plays a scenario file against the pure conversation.

A scenario has `behaviour` (one line), `caller` (branch, linked), `company` (operators_open,
receipt), `talk` (a list of steps, each with one key) and what must hold at the end:

say: one turn: text, account, name (agrees, differs, unclear), readings ({zone: digits} or a
    list of digits; with several meters {serial: {zone: digits}}), answer (yes/no), command, region;
    doubtful / unclear / hopeless: slots (account, readings) that are only CONFIRM / ASK /
    GIVE_UP; maybe: {account: probability}, what else it may have been.
key: keys pressed one after the other. silence: how many times. played, spoke_over,
transfer_failed, part_failed, hang_up: the events of these names. company_silent: the company
    answers nothing from here on. clerk: what somebody changes meanwhile (account; state, meters
    or deleted).
hears: pieces that the robot must have said since the caller's last act, in this order;
hears_not: pieces that it must not. listens: fields of the last expectation.
says_slowly: whether the last words were said slowly.
End: stored (list), draft, draft_forgotten, linked, reminders_stopped, recorded, transferred,
    ended, never_heard.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scenario_company import FakeCompany

from meterline.dialogue.actions import (
    Action,
    ForgetDraft,
    HangUp,
    KeepDraft,
    Listen,
    Record,
    Say,
    StopReminders,
    StoreValues,
    Transfer,
)
from meterline.dialogue.conversation import begin, step
from meterline.dialogue.events import (
    CallerLeft,
    CallStarted,
    Event,
    KeyHeard,
    PartFailed,
    SayingEnded,
    SilenceLasted,
    SpeechBegan,
    TransferFailed,
    TurnHeard,
)
from meterline.language.speech import Beep, Digits, Number, Pause, Phrase, Piece
from meterline.language.turn import (
    Alternative,
    Command,
    Decision,
    NameHeard,
    ReadingHeard,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone

DEMANDS = {"hears", "hears_not", "listens", "says_slowly"}
AGREES = {"agrees": True, "differs": False, "unclear": None}


def written(piece: Piece) -> str:
    """A piece as scenarios write it."""
    match piece:
        case Phrase(key):
            return key
        case Number(value):
            return f"number {value}"
        case Digits(digits):
            return f"digits {digits}"
        case Beep():
            return "beep"
        case Pause(seconds):
            return f"pause {seconds}"


def understanding(said: Mapping[str, Any]) -> Understanding:
    """What the ears would make of a `say` step."""
    decisions = dict.fromkeys(said.get("doubtful", ()), Decision.CONFIRM)
    decisions |= dict.fromkeys(said.get("unclear", ()), Decision.ASK)
    decisions |= dict.fromkeys(said.get("hopeless", ()), Decision.GIVE_UP)
    account = said.get("account")
    maybe = tuple(Alternative(str(a), p) for a, p in said.get("maybe", {}).items())
    decision = decisions.get("account", Decision.SURE)
    return Understanding(
        text=said.get("text", "слова"),
        account=Slot(account, 0.9, decision, maybe) if account else None,
        name=NameHeard("имя", AGREES[said["name"]]) if "name" in said else None,
        readings=tuple(
            readings(said.get("readings", ()), decisions.get("readings", Decision.SURE))
        ),
        answer=said.get("answer"),
        command=Command(said["command"]) if "command" in said else None,
        region=Slot(said["region"], 0.9, decisions.get("region", Decision.SURE))
        if "region" in said
        else None,
    )


def readings(said: Any, decision: Decision) -> Iterable[ReadingHeard]:
    """Readings of a `say` step."""
    if isinstance(said, list):
        return [ReadingHeard(None, None, Slot(d, 0.9, decision)) for d in said]
    heard: list[ReadingHeard] = []
    for key, value in dict(said).items():
        if isinstance(value, dict):
            heard += [
                ReadingHeard(Zone(zone), key, Slot(digits, 0.9, decision))
                for zone, digits in value.items()
            ]
        else:
            heard.append(ReadingHeard(Zone(key), None, Slot(value, 0.9, decision)))
    return heard


class Player:
    """One conversation, its company, and everything that was done."""

    def __init__(self, scenario: Mapping[str, Any]) -> None:
        caller = scenario.get("caller", {})
        self.company = FakeCompany(**scenario.get("company", {}))
        self.state = begin()
        self.done: list[Action] = []
        self.recent: list[str] = []
        self.company_silent = False
        self.send(CallStarted(self.company.call(**caller)))

    def send(self, event: Event) -> None:
        """One event, and the company's answers to what follows from it."""
        events = [event]
        while events:
            self.state, actions = step(self.state, events.pop(0))
            self.done += actions
            for action in actions:
                if isinstance(action, Say):
                    self.recent += [written(piece) for piece in action.pieces]
                answer = None if self.company_silent else self.company.answer(action)
                events += [answer] if answer else []

    def play(self, turn: Mapping[str, Any]) -> None:
        """One step of `talk`."""
        ((kind, value),) = turn.items()
        if kind in DEMANDS:
            getattr(self, f"_{kind}")(value)
            return
        if kind == "company_silent":
            self.company_silent = True
            return
        if kind == "clerk":
            self.company.change(**value)
            return
        self.recent = []
        for event in events_of(kind, value):
            self.send(event)

    def _hears(self, wanted: list[str]) -> None:
        rest = iter(self.recent)
        for piece in wanted:
            assert piece in rest, f"{piece} is not said (in this order) in {self.recent}"

    def _hears_not(self, unwanted: list[str]) -> None:
        said = [piece for piece in self.recent if piece in unwanted]
        assert not said, f"{said} said in {self.recent}"

    def _says_slowly(self, wanted: bool) -> None:
        said = [a for a in self.done if isinstance(a, Say)][-1]
        assert said.slow is wanted

    def _listens(self, wanted: Mapping[str, Any]) -> None:
        last = [a for a in self.done if isinstance(a, Listen)][-1].expectation
        got = {
            "asked": str(last.asked),
            "meter": last.meter,
            "zones": [str(zone) for zone in last.zones],
            "candidates": [c.account for c in last.candidates],
            "excluded": list(last.accounts_excluded),
            "beginning": last.account_beginning,
            "heard_before": {a.value: a.probability for a in last.accounts_heard},
            "read_back": {f"{r.serial} {r.zone}": r.value for r in last.read_back},
        }
        assert {key: got[key] for key in wanted} == dict(wanted)

    @property
    def heard(self) -> list[str]:
        """Everything that was said in the call."""
        return [written(p) for a in self.done if isinstance(a, Say) for p in a.pieces]

    def result(self, key: str) -> Any:
        """What became of the call, as scenarios write it."""
        drafts = [a for a in self.done if isinstance(a, KeepDraft)]
        return {
            "stored": [stored(action) for action in self.company.stored],
            "draft": draft(drafts[-1]) if drafts else None,
            "draft_forgotten": ForgetDraft() in self.done,
            "reminders_stopped": StopReminders() in self.done,
            "linked": self.company.linked,
            "recorded": [a.purpose for a in self.done if isinstance(a, Record)],
            "transferred": [a.target for a in self.done if isinstance(a, Transfer)],
            "ended": HangUp() in self.done,
        }[key]


def stored(action: StoreValues) -> dict[str, Any]:
    """A submission as scenarios write it."""
    return {
        "account": action.account,
        "values": {f"{v.serial} {v.zone}": v.value for v in action.values},
        "name_confirmed": action.name_confirmed,
        "review": action.review,
    }


def draft(action: KeepDraft) -> dict[str, Any]:
    """A draft as scenarios write it."""
    values = {f"{v.serial} {v.zone}": v.value for v in action.values}
    return {"account": action.account, "values": values, "heard": action.heard}


def events_of(kind: str, value: Any) -> list[Event]:
    """The events of one act of the caller or of the call."""
    if kind == "say":
        heard = TurnHeard(understanding(value))
        # After `spoke_over` the beginning of the speech is already told.
        return [heard] if value.get("over") else [SpeechBegan(), heard]
    makers: dict[str, Callable[[], list[Event]]] = {
        "key": lambda: [KeyHeard(key) for key in value],
        "silence": lambda: [SilenceLasted()] * value,
        "played": lambda: [SayingEnded()] * value,
        "spoke_over": lambda: [SpeechBegan(float(value))],
        "transfer_failed": lambda: [TransferFailed(busy=value == "busy")],
        "part_failed": lambda: [PartFailed(value)],
        "too_long": lambda: [SpeechBegan(), TurnHeard(understanding(value), cut=True)],
        "hang_up": lambda: [CallerLeft()],
    }
    return makers[kind]()
