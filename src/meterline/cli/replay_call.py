"""An old call through today's conversation: its log drives `step`, answer by answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from meterline.calls.services import Logged
from meterline.console.wording import entry
from meterline.dialogue import actions as act
from meterline.dialogue import events as ev
from meterline.dialogue.conversation import begin, step
from meterline.dialogue.facts import CallFacts
from meterline.dialogue.state import WAITING, Stage
from meterline.ears.endpointing import LONGEST
from meterline.language.turn import Expectation, Understanding
from meterline.readings.stored import Submitted
from meterline.robot.call import Voice
from meterline.robot.company import Company
from meterline.robot.describe import describe_heard
from meterline.robot.errands import Errand, answer_errand
from meterline.robot.retelling import answer_told, understanding_told

ROUNDING = 0.02
"""Seconds by which the log may give a turn too short."""

ACTS = frozenset({"heard", "silence", "recorded"})
"""What a caller does only after the company has answered."""

ListenAgain = Callable[[Mapping[str, Any], Expectation | None], Understanding]
"""A turn of the log heard again, where today's conversation asks for this."""


@dataclass
class Exchange:
    """What happened at a second of the call, and what was said on it then and today."""

    second: float
    happened: str
    then: list[str] = field(default_factory=list)
    today: list[str] = field(default_factory=list)
    understood_then: str = ""
    understood_today: str = ""

    @property
    def said_differs(self) -> bool:
        """Whether other words would be said."""
        return " ".join(self.then) != " ".join(self.today)

    @property
    def understood_differs(self) -> bool:
        """Whether the turn is understood otherwise."""
        return self.understood_then != self.understood_today

    @property
    def differs(self) -> bool:
        """Whether anything is not as it was."""
        return self.said_differs or self.understood_differs


@dataclass
class Replayed:
    """A call as it was and as it would be; submissions are those that the caller said yes to."""

    exchanges: list[Exchange] = field(default_factory=list)
    stored_then: list[Submitted] = field(default_factory=list)
    stored_today: list[Submitted] = field(default_factory=list)

    @property
    def differences(self) -> tuple[str, ...]:
        """Of `said`, `understood`, `stored` those that differ."""
        found = {
            "said": any(one.said_differs for one in self.exchanges),
            "understood": any(one.understood_differs for one in self.exchanges),
            "stored": self.stored_then != self.stored_today,
        }
        return tuple(name for name, differs in found.items() if differs)


@dataclass(frozen=True)
class Then:
    """What is known of an old call: its log, the facts at its beginning, what it stored.

    `submitted` is by the receipt number told. `facts` is None where the company was away.
    """

    log: Sequence[Logged]
    facts: CallFacts | None
    submitted: Mapping[str, Submitted]

    @property
    def full(self) -> bool:
        """Whether there was no room for a conversation."""
        lines = (one for one in self.log if one.kind == "part_failed")
        return any(one.data["part"] == "capacity" for one in lines)


class Replay:
    """Plays one call. `company` answers as of the call's time what its log does not answer."""

    def __init__(
        self, then: Then, company: Company, voice: Voice, listen: ListenAgain | None
    ) -> None:
        self._then = then
        self._company = company
        self._voice = voice
        self._listen_again = listen
        self._state = begin()
        self._listen: act.Listen | None = None
        self._waiting: list[Errand] = []
        self._position = 0
        self._began: datetime = then.log[0].at
        self._result = Replayed()

    def run(self) -> Replayed:
        """The whole call."""
        self._happens(self._then.log[0], "(звонок)")
        if self._then.facts:
            self._send(ev.CallStarted(self._then.facts, full=self._then.full))
        for position, line in enumerate(self._then.log):
            self._position = position
            self._take(line)
        self._result.exchanges = [
            one for one in self._result.exchanges if one.then or one.today or one.understood_then
        ]
        return self._result

    # What the log tells ---------------------------------------------------------------

    def _take(self, line: Logged) -> None:
        data: dict[str, Any] = line.data
        match line.kind:
            case "said":
                self._now.then.append(_said(data["text"], slow=bool(data.get("slow"))))
            case "outcome":
                self._now.then.append(f"[{data['outcome']}]")
            case "speech_began":
                self._send(ev.SpeechBegan(data.get("unsaid", 0.0)))
            case "heard":
                self._heard(line)
            case "key":
                self._key(line, data["key"])
            case "stored" | "not_stored":
                self._stored(line.kind, data)
                self._answered(line)
            case _:
                self._else(line)

    def _else(self, line: Logged) -> None:
        match line.kind:
            case "silence":
                self._happens(line, "(тишина)")
                self._send(ev.SilenceLasted())
            case "recorded":
                self._happens(line, "(сообщение записано)")
                if self._state.stage is Stage.BOX_INTRO:
                    self._send(ev.SayingEnded())  # the words before it
                self._send(ev.SayingEnded())
            case "transfer_failed":
                self._happens(line, "(никто не ответил)")
                self._send(ev.TransferFailed(bool(line.data.get("busy"))))
            case "caller_left":
                self._happens(line, "(положил трубку)")
                self._send(ev.CallerLeft())
            case "part_failed":
                self._failed(line)
            case _:
                self._answered(line)

    def _heard(self, line: Logged) -> None:
        data: dict[str, Any] = line.data
        then = today = understanding_told(data)
        if self._listen_again and "begin" in data:
            asked = self._listen.expectation if self._listen else None
            waits = self._state.stage in WAITING
            today = self._listen_again(data, None if waits else asked)
        self._happens(line, f"«{then.text.strip()}»")
        self._now.understood_then, self._now.understood_today = meaning(then), meaning(today)
        length = data.get("end", 0.0) - data.get("begin", 0.0)
        self._send(ev.TurnHeard(today, cut=length >= LONGEST - ROUNDING))

    def _key(self, line: Logged, key: str) -> None:
        if self._now.happened.startswith("клавиши") and not (self._now.then or self._now.today):
            self._now.happened += key
        else:
            self._happens(line, f"клавиши {key}")
        self._send(ev.KeyHeard(key))

    def _stored(self, kind: str, data: Mapping[str, Any]) -> None:
        if kind == "not_stored":
            values = frozenset((serial, zone, value) for serial, zone, value in data["values"])
            self._result.stored_then.append(Submitted(data["account"], values))
        elif submitted := self._then.submitted.get(data["number"]):
            self._result.stored_then.append(submitted)

    def _failed(self, line: Logged) -> None:
        part = str(line.data["part"])
        if part == "capacity":
            return
        self._happens(line, f"({part} не отвечает)")
        self._send(ev.PartFailed(part))

    def _answered(self, line: Logged) -> None:
        """An answer of the company counts where today's conversation has asked the same."""
        errand = next((one for one in self._waiting if self._answers(line, one)), None)
        answer = answer_told(line.kind, line.data, self._company.find_account) if errand else None
        if errand and answer:
            self._waiting.remove(errand)
            self._unless_refused(errand, answer)
            self._send(answer)

    # What today's conversation does ------------------------------------------------------

    def _send(self, event: ev.Event) -> None:
        events = [event]
        while events:
            self._state, actions = step(self._state, events.pop(0))
            events += [e for e in map(self._carry_out, actions) if e is not None]
            if not events and self._plays_on():
                events.append(ev.SayingEnded())

    def _plays_on(self) -> bool:
        """Whether a recording of which the log knows nothing comes to its end."""
        rest = {one.kind for one in self._then.log[self._position + 1 :]}
        unknown = not rest & {"recorded", "caller_left"}
        return unknown and self._state.stage in (Stage.BOX_INTRO, Stage.RECORDING)

    def _carry_out(self, action: act.Action) -> ev.Event | None:
        match action:
            case act.Say(pieces, _, slow):
                self._now.today.append(_said(self._voice.text(pieces), slow=slow))
            case act.Listen():
                self._listen = action
            case act.Note(kind, data) if kind == "outcome":
                self._now.today.append(f"[{dict(data)['outcome']}]")
            case act.Record() | act.Transfer() | act.HangUp() | act.Note():
                pass
            case _:
                return self._run(action)
        return None

    def _run(self, errand: Errand) -> ev.Event | None:
        if isinstance(errand, act.StoreValues):
            self._result.stored_today.append(_submitted(errand))
        if self._answered_later(errand):
            self._waiting.append(errand)
            return None
        answer = answer_errand(self._company, str(uuid4()), errand)
        self._unless_refused(errand, answer)
        return answer

    def _unless_refused(self, errand: Errand, answer: ev.Event | None) -> None:
        if isinstance(errand, act.StoreValues) and isinstance(answer, ev.ValuesRefused):
            self._result.stored_today.remove(_submitted(errand))

    def _answered_later(self, errand: Errand) -> bool:
        for line in self._then.log[self._position + 1 :]:
            failed = line.kind == "part_failed" and line.data["part"] == "company"
            if failed or self._answers(line, errand):
                return not isinstance(errand, act.KeepDraft | act.ForgetDraft)
            if line.kind in ACTS:
                return False
        return False

    def _answers(self, line: Logged, errand: Errand) -> bool:
        data: dict[str, Any] = line.data
        match errand:
            case act.CheckValues(account) | act.StoreValues(account) if line.kind == "refused":
                return bool(data["account"] == account)
            case act.FindAccount(account):
                known = line.kind in ("account_found", "account_unknown")
                return known and data["account"] == account
            case act.CheckValues(_, values) if line.kind == "checked":
                checked = [(v["serial"], v["zone"], v["value"]) for v in data["values"]]
                whole = all("last" in v for v in data["values"])
                return whole and checked == [(v.serial, v.zone.value, v.value) for v in values]
            case act.StoreValues() if line.kind == "stored":
                return self._then.submitted.get(data["number"]) == _submitted(errand)
            case act.LinkPhone():
                return line.kind == "PhoneLinked"
        return False

    @property
    def _now(self) -> Exchange:
        return self._result.exchanges[-1]

    def _happens(self, line: Logged, what: str) -> None:
        second = (line.at - self._began).total_seconds()
        self._result.exchanges.append(Exchange(round(second, 1), what))


def meaning(heard: Understanding) -> str:
    """What is compared of two understandings: values and decisions, without probabilities."""
    shown = entry("heard", describe_heard(heard))
    parts = [f"{one.label} {one.value} {one.decision}" for one in (shown.slots if shown else ())]
    parts += [f"регион {heard.region.value}"] if heard.region else []
    return "; ".join(part.strip() for part in parts) or "ничего"


def _submitted(errand: act.StoreValues) -> Submitted:
    values = frozenset((one.serial, one.zone.value, one.value) for one in errand.values)
    return Submitted(errand.account, values)


def _said(text: str, *, slow: bool) -> str:
    return f"(медленно) {text}" if slow else text
