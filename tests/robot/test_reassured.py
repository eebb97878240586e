"""Ears or company that are slow leave no dead air: the caller is told to wait."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import soundfile
from acting import ACCOUNT, FakeCompany, FakeEars
from test_call import NO, ONE_BREATH, YES, caller, words

from meterline.dialogue.facts import Checked, MeterValue, Receipt
from meterline.ears.port import Pcm
from meterline.language.turn import Expectation, Understanding
from meterline.lines.tracks import answer_delays, sounds
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.robot.call import Call, Parts

WAITED = "Секунду, проверяю."
MOST_DEAD_AIR = 2.5


@dataclass
class Gate:
    """Something that takes as long as it is told to, in the call's own time."""

    ticks: int
    shut: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def pass_through(self) -> None:
        self.shut.set()
        assert self.opened.wait(20)

    @property
    def closed(self) -> bool:
        return self.shut.is_set() and not self.opened.is_set()

    def tick(self) -> None:
        self.ticks -= self.closed
        if self.ticks <= 0:
            self.opened.set()


@dataclass
class SlowCompany(FakeCompany):
    """A company of which one answer takes long."""

    gate: Gate = field(default_factory=lambda: Gate(0))
    slow: str = ""

    def check(self, account: str, values: Sequence[MeterValue]) -> tuple[Checked, ...]:
        if self.slow == "check":
            self.gate.pass_through()
        return super().check(account, values)

    def store(
        self,
        call: str,
        account: str,
        values: Sequence[MeterValue],
        *,
        name_confirmed: bool,
        review: bool,
    ) -> Receipt:
        if self.slow == "store":
            self.gate.pass_through()
        return super().store(call, account, values, name_confirmed=name_confirmed, review=review)


class SlowEars(FakeEars):
    """Ears of which the first answer takes long."""

    def __init__(self, turns: Sequence[Understanding | Exception], gate: Gate) -> None:
        super().__init__(turns)
        self._gate = gate

    async def understand(
        self, turn: str, pcm: Pcm, expectation: Expectation, *, interim: bool = False
    ) -> Understanding:
        await asyncio.to_thread(self._gate.pass_through)
        return await super().understand(turn, pcm, expectation, interim=interim)


Slow = Callable[[Gate], tuple[FakeEars, FakeCompany]]
TURNS = [ONE_BREATH, YES, NO]


def slow_company(what: str) -> Slow:
    return lambda gate: (FakeEars(TURNS), SlowCompany(gate=gate, slow=what))


SLOW: dict[str, Slow] = {
    "the check": slow_company("check"),
    "the store": slow_company("store"),
    "the ears": lambda gate: (SlowEars(TURNS, gate), FakeCompany()),
}


@pytest.mark.parametrize("seconds", [1.0, 3.8])
@pytest.mark.parametrize("what", SLOW)
async def test_whoever_waits_for_an_answer_is_told_so(
    what: str, seconds: float, tmp_path: Path
) -> None:
    gate = Gate(round(seconds * 50))
    ears, company = SLOW[what](gate)
    parts = Parts(
        ears,
        Mouth(PromptPack.load()),
        company,
        lambda: datetime(2026, 11, 22, tzinfo=UTC),
        tmp_path,
    )
    call = Call(caller(words(1.5), words(0.7), words(0.7)), parts)
    running = asyncio.create_task(call.run())
    while not running.done():
        await asyncio.sleep(0)
        if call.busy and not gate.closed:
            await asyncio.sleep(0.001)
            continue
        call.tick()
        gate.tick()
    told = [event.data["text"] for event in company.events if event.kind == "reassured"]
    assert told == ([WAITED] if seconds > MOST_DEAD_AIR else [])
    assert [account for account, _ in company.stored] == [ACCOUNT.account]
    assert max(waits(tmp_path)) <= MOST_DEAD_AIR


def waits(recordings: Path) -> list[float]:
    """Seconds from each end of the caller's words in the only recording to the robot's next."""
    [path] = recordings.rglob("*.wav")
    both = soundfile.read(str(path), dtype="int16")[0]
    return answer_delays(sounds(both[:, 0]), sounds(both[:, 1]))
