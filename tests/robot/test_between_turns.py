"""What a caller says while the robot is looking something up is heard with the next turn."""

import asyncio
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acting import ACCOUNT, FakeCompany, FakeEars
from test_call import NO, ONE_BREATH, YES, caller, words

from meterline.dialogue.facts import AccountFacts
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.robot.between import Between
from meterline.robot.call import Call, Parts

TICKS_OF_LOOKUP = 75


@dataclass
class Searching(FakeCompany):
    """Looks an account up until it is let go."""

    asked: threading.Event = field(default_factory=threading.Event)
    found: threading.Event = field(default_factory=threading.Event)

    def find_account(self, account: str) -> AccountFacts | None:
        self.asked.set()
        assert self.found.wait(20)
        return super().find_account(account)


async def test_words_during_a_lookup_are_heard(tmp_path: Path) -> None:
    company, ears = Searching(), FakeEars([ONE_BREATH, ONE_BREATH, YES, NO])
    line = caller(words(1.5) + bytes(16 * 600) + words(0.7), words(0.7), words(0.7))
    voice = Mouth(PromptPack.load())
    parts = Parts(ears, voice, company, lambda: datetime(2026, 11, 22, tzinfo=UTC), tmp_path)
    call = Call(line, parts)
    running, ticks = asyncio.create_task(call.run()), 0
    while not running.done():
        await asyncio.sleep(0)
        searching = company.asked.is_set() and not company.found.is_set()
        if not searching and call.busy:
            await asyncio.sleep(0.001)
            continue
        call.tick()
        ticks += searching
        if ticks == TICKS_OF_LOOKUP:
            company.found.set()
    assert [account for account, _ in company.stored] == [ACCOUNT.account]
    assert list(ears.seconds.values())[1] >= 0.7


@pytest.mark.parametrize(
    ("kept", "uncut", "heard"),
    [
        (b"", False, 0),
        (bytes(320), False, 320),
        (bytes(320 * 300), False, 320 * 100),
        (bytes(320), True, 0),
    ],
    ids=["nothing said", "a frame", "only the last two seconds", "while the robot must be heard"],
)
def test_what_is_kept(kept: bytes, uncut: bool, heard: int) -> None:
    between = Between()
    between.begin()
    for start in range(0, len(kept), 320):
        between.keep(kept[start : start + 320], uncut=uncut)
    assert len(between.take()) == heard


def test_nothing_is_kept_before_a_turn_is_over_nor_twice() -> None:
    between = Between()
    assert not between.keep(bytes(320), uncut=False)
    between.begin()
    assert between.keep(bytes(320), uncut=False)
    between.take()
    assert not between.keep(bytes(320), uncut=False)
    assert between.take() == b""
