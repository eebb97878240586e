"""One call: joins the line, the ears, the mouth, the conversation and the company's data."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

import structlog

from meterline import __version__
from meterline.dialogue import actions as act
from meterline.dialogue import events as ev
from meterline.dialogue.conversation import begin, step
from meterline.dialogue.facts import CallFacts
from meterline.dialogue.state import WAITING, State
from meterline.ears.activity import VoiceActivity
from meterline.ears.endpointing import LONGEST
from meterline.ears.service import Ears
from meterline.language.speech import Phrase, Piece
from meterline.language.turn import Understanding
from meterline.lines.port import (
    FRAME_BYTES,
    CallerHungUp,
    KeyPressed,
    Line,
    LineClosed,
    TransferRefused,
)
from meterline.robot.between import Between
from meterline.robot.clock import Clock
from meterline.robot.company import CallEvent, Company, CompanyUnavailable
from meterline.robot.describe import (
    describe_asked,
    describe_confirmed,
    describe_event,
    describe_handover,
    describe_heard,
    describe_opened,
)
from meterline.robot.errands import COMPANY_SECONDS, Errand, in_time, run_errand
from meterline.robot.journal import Journal
from meterline.robot.left_behind import CallLeft, leave_behind
from meterline.robot.listening import Turn, Watcher
from meterline.robot.measures import Measures
from meterline.robot.recorder import Recorder
from meterline.robot.speaker import FRAME_SECONDS, Speaker

log = structlog.get_logger()


SILENCE = bytes(FRAME_BYTES)

MOST_STARVED_TICKS = 15
"""Ticks without audio that are put down to jitter."""

REASSURE_AFTER = 1.9
"""Seconds of silence, while an answer is owed, after which the caller is told to wait."""

REASSURANCE = (Phrase("one_moment"),)

KEY_SECONDS = 4.0
"""How long after a key the next one is waited for."""


class Voice(Protocol):
    """The mouth as the robot uses it."""

    def render(self, pieces: tuple[Piece, ...], *, slow: bool = False) -> bytes:
        """Audio of the pieces: whole frames, signed 16 bit, 8 kHz."""

    def text(self, pieces: tuple[Piece, ...]) -> str:
        """The Russian text of the pieces."""


@dataclass(frozen=True)
class Parts:
    """What every call of a robot shares."""

    ears: Ears
    voice: Voice
    company: Company
    clock: Clock
    recordings: Path
    measures: Measures = field(default_factory=Measures)


class Call:
    """Drives one call from ring to hang-up. `tick` must be called every 20 ms."""

    def __init__(
        self, line: Line, parts: Parts, *, full: bool = False, about: str | None = None
    ) -> None:
        """`full`: there is no room for another conversation, only for a message. `about`:
        the account that the company calls about."""
        self._line = line
        self._parts = parts
        self.full = full
        self._about = about
        self._id = line.key
        self._state: State = begin()
        started = parts.clock()
        self._recording = f"{started:%Y/%m/%d}/{self._id}.wav"
        self._recorder = Recorder(parts.recordings / self._recording)
        self._speaker = Speaker(line, self._recorder)
        self._journal = Journal(
            lambda batch: parts.company.log(self._id, batch), parts.clock, parts.measures.event
        )
        self._activity = VoiceActivity()
        self._turn: Turn | None = None
        self._turn_began = 0.0
        self._listen: act.Listen | None = None
        self._between = Between()
        self._quiet = 0.0
        self._owed = 0.0
        self._answered = False
        self._starved = 0
        self._keying = False
        self._recording_left: float | None = None
        self._after_saying: Callable[[], None] | None = None
        self._outcome = "lost"
        self._over = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take the call and see it through. Whatever happens, log and recording are kept."""
        facts = await self._open()
        try:
            await self._line.answer()
            self._answered = True
            following = asyncio.create_task(self._follow_line())
            following.add_done_callback(self._task_ended)
            self._begin(facts)
            await self._over.wait()
            following.cancel()
        except LineClosed:
            self._outcome = "gave_up"
        finally:
            await self._close()

    def _begin(self, facts: CallFacts | None) -> None:
        if self.full:
            self._journal.note("part_failed", part="capacity")
        if facts is None:
            self._journal.note("part_failed", part="company")
            self._handle(ev.PartFailed("company"))
        else:
            self._journal.note("opened", **describe_opened(facts))
            self._handle(ev.CallStarted(facts, full=self.full))

    @property
    def busy(self) -> bool:
        """Whether something is being worked out (a virtual clock waits for it)."""
        return bool(self._tasks) or (self._turn is not None and self._turn.busy)

    def tick(self) -> None:
        """20 ms have passed: move audio, notice what has ended."""
        if self._over.is_set() or not self._answered:
            return
        pcm = self._next_audio()
        self._recorder.caller(pcm)
        if self._turn and self._speaker.may_be_cut:
            self._turn.feed(self._between.take() + pcm)
        elif not self._between.keep(pcm, uncut=not self._speaker.may_be_cut):
            self._activity.overhear(pcm)
        if self._speaker.tick():
            self._said()
        elif not self._speaker.speaking:
            self._wait()

    def _next_audio(self) -> bytes:
        """The caller's audio; silence in its place once the line has sent none for a while.

        Telephones that suppress silence send nothing at all, and time must go on.
        """
        pcm = self._line.read()
        self._starved = 0 if pcm else self._starved + 1
        return SILENCE if self._starved > MOST_STARVED_TICKS else pcm

    def abandon(self) -> None:
        """End the call after a fault of ours; log, recording and draft are kept."""
        self._handle(ev.CallerLeft())
        self._finish("failed")

    # What happens -------------------------------------------------------------------

    def _handle(self, event: ev.Event) -> None:
        if self._over.is_set():
            return
        self._state, actions = step(self._state, event)
        for action in actions:
            self._do(action)

    async def _follow_line(self) -> None:
        async for event in self._line.events():
            if isinstance(event, KeyPressed):
                self._key(event.key)
            elif isinstance(event, CallerHungUp):
                self._journal.note("caller_left", reason=event.reason)
                self._handle(ev.CallerLeft())
                self._finish("caller_left")

    def _key(self, key: str) -> None:
        self._journal.note("key", key=key)
        self._quiet = 0.0
        self._keying = True
        self._fall_silent()
        if self._recording_left is not None:
            if key == "#":
                self._end_recording()
            return
        self._handle(ev.KeyHeard(key))

    def _said(self) -> None:
        self._quiet = 0.0
        if not self._run_after_saying() and self._recording_left is None:
            self._handle(ev.SayingEnded())

    def _fall_silent(self) -> None:
        self._speaker.barge_in()
        if not self._speaker.speaking:
            self._run_after_saying()

    def _then(self, work: Callable[[], None]) -> None:
        """Do something as soon as what is being said has ended."""
        self._after_saying = work
        if not self._speaker.speaking:
            self._run_after_saying()

    def _run_after_saying(self) -> bool:
        work, self._after_saying = self._after_saying, None
        if work:
            work()
        return work is not None

    def _wait(self) -> None:
        if self._recording_left is not None:
            self._recording_left -= FRAME_SECONDS
            if self._recording_left <= 0:
                self._end_recording()
        elif self._keeps_waiting():
            self._reassure()
        elif self._listen and not (self._turn and self._turn.speech_began):
            self._quiet += FRAME_SECONDS
            allowed = (
                min(self._listen.silence, KEY_SECONDS) if self._keying else self._listen.silence
            )
            if self._quiet >= allowed:
                self._quiet = 0.0
                self._stop_listening()
                self._journal.note("silence")
                self._handle(ev.SilenceLasted())

    def _keeps_waiting(self) -> bool:
        """Whether ears or company are so slow that the caller hears nothing for too long."""
        turn = self._turn if self._turn and self._turn.speech_began else None
        works = turn.busy if turn else self._state.stage in WAITING
        self._owed = self._owed + FRAME_SECONDS if turn or works else 0.0
        if turn:
            self._owed = min(self._owed, turn.silence)
        return works and self._owed >= REASSURE_AFTER

    def _reassure(self) -> None:
        self._owed = 0.0
        self._journal.note("reassured", text=self._parts.voice.text(REASSURANCE))
        self._speaker.say(self._parts.voice.render(REASSURANCE), barge_in=True)

    def _speech_began(self) -> None:
        self._turn_began = self._recorder.seconds - (self._turn.seconds if self._turn else 0.0)
        unsaid = self._speaker.unsaid
        self._fall_silent()
        self._journal.note("speech_began", unsaid=round(unsaid, 2))
        self._handle(ev.SpeechBegan(unsaid))

    def _heard(self, understanding: Understanding) -> None:
        turn, listen = self._turn, self._listen
        self._stop_listening()
        self._between.begin()
        told = describe_heard(understanding)
        if turn and listen:
            told |= describe_asked(listen.expectation, self._turn_began, turn.seconds)
        self._journal.note("heard", **told)
        cut = turn is not None and turn.seconds >= LONGEST
        self._handle(ev.TurnHeard(understanding, cut))

    def _ears_failed(self) -> None:
        self._stop_listening()
        self._journal.note("part_failed", part="ears")
        self._handle(ev.PartFailed("ears"))

    # What is to be done ---------------------------------------------------------------

    def _do(self, action: act.Action) -> None:
        match action:
            case act.Say():
                self._say(action)
            case act.Listen():
                self._start_listening(action)
            case act.Record():
                self._stop_listening()
                self._then(lambda: self._start_recording(action))
            case act.HangUp():
                self._outcome = "done"
                self._stop_listening()
                self._then(lambda: self._spawn(self._hang_up()))
            case act.Note():
                self._journal.note(action.kind, **dict(action.data))
            case act.Transfer():
                self._journal.note("transferring", **describe_handover(self._state, action.purpose))
                self._then(lambda: self._spawn(self._transfer(action)))
            case _:
                self._spawn(self._run_errand(action))

    def _say(self, say: act.Say) -> None:
        told: dict[str, object] = {
            "text": self._parts.voice.text(say.pieces),
            "stage": self._state.stage.value,
        }
        if say.slow:
            told["slow"] = True
        if self._owed:
            told["after"] = round(self._owed, 2)
        self._owed = 0.0
        self._journal.note("said", **told)
        pcm = self._parts.voice.render(say.pieces, slow=say.slow)
        self._speaker.say(pcm, barge_in=say.barge_in)

    def _start_listening(self, listen: act.Listen) -> None:
        self._stop_listening()
        self._listen = listen
        self._quiet = 0.0
        self._keying = bool(listen.expectation.account_beginning)
        self._turn = Turn(
            self._parts.ears,
            listen.expectation,
            self._activity,
            Watcher(self._speech_began, self._heard, self._ears_failed),
        )

    def _stop_listening(self) -> None:
        if self._turn:
            self._spawn(self._turn.close())
        self._turn = None
        self._listen = None

    def _start_recording(self, record: act.Record) -> None:
        self._between.take()
        self._recording_left = record.seconds
        self._journal.note(
            "recording",
            purpose=record.purpose,
            begin=round(self._recorder.seconds, 2),
            file=self._recording,
        )

    def _end_recording(self) -> None:
        self._note_recorded()
        self._handle(ev.SayingEnded())

    def _note_recorded(self) -> None:
        self._recording_left = None
        self._journal.note("recorded", end=round(self._recorder.seconds, 2))

    async def _run_errand(self, errand: Errand) -> None:
        with self._parts.measures.errand(type(errand).__name__):
            event = await run_errand(self._parts.company, self._id, errand)
        if isinstance(errand, act.StoreValues) and isinstance(event, ev.PartFailed):
            # Said yes to, so it must not be lost, even if the caller has hung up by now.
            self._journal.note("not_stored", **describe_confirmed(errand))
        if event:
            kind, data = describe_event(event)
            self._journal.note(kind, **data)
            self._handle(event)

    async def _transfer(self, action: act.Transfer) -> None:
        try:
            await self._line.transfer(action.target)
        except TransferRefused as refusal:
            told = {"purpose": action.purpose, "reason": str(refusal), "busy": refusal.busy}
            self._journal.note("transfer_failed", **told)
            self._handle(ev.TransferFailed(refusal.busy))
            return
        except LineClosed:
            # Some exchanges end our leg with the transfer, before they tell its outcome.
            pass
        self._journal.note("transferred", purpose=action.purpose)
        self._outcome = "transferred"
        await self._hang_up()

    # Beginning and end ------------------------------------------------------------------

    async def _open(self) -> CallFacts | None:
        self._journal.note("rang", carrier=self._line.carrier, version=__version__)
        company = self._parts.company
        try:
            if self._about is not None:
                return await in_time(company.open_reminder, self._id, self._about)
            return await in_time(
                company.open_call,
                self._id,
                self._line.caller,
                self._line.dialled,
                self._line.carrier,
            )
        except (CompanyUnavailable, TimeoutError):
            return None
        except Exception:
            # Whatever it is, the caller is answered: he leaves a message.
            log.exception("call could not be opened", call=self._id)
            return None

    async def _hang_up(self) -> None:
        await self._line.hang_up()
        self._finish(self._outcome)

    def _finish(self, outcome: str) -> None:
        self._outcome = self._outcome if self._outcome != "lost" else outcome
        self._over.set()

    async def _close(self) -> None:
        self._over.set()
        self._stop_listening()
        await self._line.hang_up()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=2 * COMPANY_SECONDS)
        self._recorder.close()
        if self._recording_left is not None:
            self._note_recorded()
        self._journal.note("media", **asdict(self._line.statistics()))
        self._journal.note("ended", outcome=self._outcome)
        self._parts.measures.lasted(self._recorder.seconds)
        events = await self._journal.close()
        closed = await self._close_in_database()
        if events or not closed:
            self._leave_behind(events)

    async def _close_in_database(self) -> bool:
        try:
            await in_time(self._parts.company.close_call, self._id, self._outcome, self._recording)
        except (CompanyUnavailable, TimeoutError):
            return False
        return True

    def _leave_behind(self, events: list[CallEvent]) -> None:
        """The company is away for longer: what it has to know waits with the recordings."""
        log.error("call could not be written to the database", call=self._id)
        line = self._line
        leave_behind(
            self._parts.recordings,
            CallLeft(
                call=self._id,
                caller=line.caller,
                dialled=line.dialled,
                carrier=line.carrier,
                outcome=self._outcome,
                recording=self._recording,
                events=tuple(events),
            ),
        )

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._task_ended)

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("call failed", call=self._id, exc_info=task.exception())
            self._over.set()
