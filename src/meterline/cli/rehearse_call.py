"""A conversation without a telephone: acts of the caller in, what the robot says and does out."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from meterline.cli.rehearse_lines import Act, HangUp, Keys, Refused, Silence, Words, in_words
from meterline.console.wording import ZONES, Entry, entry
from meterline.dialogue import actions as act
from meterline.dialogue import events as ev
from meterline.dialogue.conversation import begin, step
from meterline.dialogue.facts import CallFacts, MeterValue
from meterline.dialogue.state import Stage
from meterline.language.turn import Completeness, Expectation, Understanding
from meterline.language.zones import Zone
from meterline.robot.call import Voice
from meterline.robot.company import Company, CompanyUnavailable
from meterline.robot.describe import describe_event, describe_heard
from meterline.robot.errands import Errand, answer_errand

Hear = Callable[[str, Expectation], Understanding]
"""How a text, heard perfectly, is understood."""

Show = Callable[[Entry], None]

COMPLETENESS = {
    Completeness.NOTHING: "ничего",
    Completeness.COMPLETE: "сказано всё",
    Completeness.ACCOUNT_OPEN: "счёт не договорён",
    Completeness.READING_OPEN: "показания не договорены",
    Completeness.FREE: "свободная речь",
}


class Rehearsal:
    """One conversation. `show` is told of everything that happens, in order.

    Nothing is stored; `stored` holds what would be. `said` is what the robot has said since
    the caller's last act.
    """

    def __init__(self, company: Company, hear: Hear, voice: Voice, show: Show) -> None:
        self._company = company
        self._hear = hear
        self._voice = voice
        self._show = show
        self._call = str(uuid4())
        self._state = begin()
        self._listen: act.Listen | None = None
        self._speaking = False
        self.stored: list[act.StoreValues] = []
        self.said = ""

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self._state.stage is Stage.ENDED

    @property
    def _handed_over(self) -> bool:
        return self._state.stage is Stage.TRANSFER

    def begin(self, facts: CallFacts) -> None:
        """The call arrives."""
        self._send(ev.CallStarted(facts))

    def do(self, what: Act) -> None:
        """One act of the caller, and all that follows until the robot waits again."""
        self.said = ""
        match what:
            case HangUp():
                self._tell("caller", "(положил трубку)")
                self._send(ev.CallerLeft())
            case Refused():
                self._refuse()
            case _ if self._handed_over:
                self._tell("line", "Оператор ответил, звонок передан")
                self._state = replace(self._state, stage=Stage.ENDED)
            case _ if self._state.stage is Stage.RECORDING:
                self._into_recording(what)
            case Words(text):
                self._speak(in_words(text, self._voice))
            case Keys(keys):
                self._tell("caller", f"(клавиши {keys})")
                for key in keys:
                    self._send(ev.KeyHeard(key))
            case Silence():
                seconds = self._listen.silence if self._listen else 0.0
                self._tell("caller", f"(молчит {seconds:.0f} с)")
                self._send(ev.SilenceLasted())

    def _refuse(self) -> None:
        if self._handed_over:
            self._tell("line", "Никто не ответил")
            self._send(ev.TransferFailed())
        else:
            self._tell("line", "Звонок никому не передаётся")

    def _into_recording(self, what: Act) -> None:
        match what:
            case Words(text):
                self._tell("caller", f"(на запись) {text}")
            case Keys(keys) if "#" not in keys:
                self._tell("caller", f"(клавиши {keys} запись не кончают)")
            case _:
                self._tell("line", "Сообщение записано")
                self._send(ev.SayingEnded())

    def _speak(self, words: str) -> None:
        if self._listen is None:
            return
        self._tell("caller", words)
        heard = self._hear(words, self._listen.expectation)
        if shown := entry("heard", describe_heard(heard)):
            notes = (COMPLETENESS[heard.completeness],)
            region = (f"регион {heard.region.value}",) if heard.region else ()
            self._show(Entry("understood", shown.text, shown.slots, notes=(*region, *notes)))
        self._send(ev.SpeechBegan())
        self._send(ev.TurnHeard(heard))

    def _send(self, event: ev.Event) -> None:
        events = [event]
        while events:
            self._state, actions = step(self._state, events.pop(0))
            events += [e for e in map(self._carry_out, actions) if e is not None]
            if not events and self._speaking:
                self._speaking = False
                events.append(ev.SayingEnded())

    def _carry_out(self, action: act.Action) -> ev.Event | None:
        match action:
            case act.Say(pieces, _, slow):
                self._say(self._voice.text(pieces), slow=slow)
            case act.Listen():
                self._listen = action
            case act.Record(purpose, seconds):
                self._tell("line", f"Идёт запись ({purpose}, до {seconds:.0f} с, конец — #)")
            case act.Transfer(target, purpose):
                self._tell("line", f"Перевод на {target} ({purpose})")
            case act.HangUp():
                self._tell("line", "Звонок завершён")
            case act.Note():
                pass
            case _:
                return self._run(action)
        return None

    def _say(self, text: str, *, slow: bool) -> None:
        self._speaking = True
        self.said = f"{self.said} {text}".strip()
        self._tell("robot", f"(медленно) {text}" if slow else text)

    def _run(self, errand: Errand) -> ev.Event | None:
        if would := written(errand):
            self._tell("would", would)
        try:
            answer = answer_errand(self._company, self._call, errand)
        except CompanyUnavailable as failure:
            self._tell("company", f"не отвечает: {failure}")
            answer = ev.PartFailed("company")
        if isinstance(errand, act.StoreValues) and isinstance(answer, ev.ValuesStored):
            self.stored.append(errand)
        if answer and (shown := entry(*describe_event(answer))):
            self._show(shown)
        return answer

    def _tell(self, who: str, text: str) -> None:
        self._show(Entry(who, text))


def written(errand: Errand) -> str:
    """What an errand would write, in Russian; empty where it only reads."""
    match errand:
        case act.StoreValues(account, values, name_confirmed):
            name = "имя подтверждено" if name_confirmed else "имя не подтверждено"
            return f"записано: счёт {account}, {values_told(values)}, {name}"
        case act.KeepDraft(account, values, heard):
            return f"сохранён черновик: счёт {account or '—'}, {values_told(values) or heard}"
        case act.ForgetDraft():
            return "забыт черновик"
        case act.LinkPhone(account):
            return f"номер звонящего связан со счётом {account}"
        case act.StopReminders():
            return "номеру больше не напоминать"
    return ""


def values_told(values: tuple[MeterValue, ...]) -> str:
    """Values with their meters and zones."""
    return ", ".join(f"№{one.serial} {zone_told(one.zone)} {one.value}" for one in values)


def zone_told(zone: Zone) -> str:
    """A tariff zone in Russian."""
    return ZONES[zone.value]
