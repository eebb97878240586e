"""Recognition in worker processes: pinned turns, batches, bounds, deaths."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from pool_fakes import (
    DIES,
    PLAIN,
    RAISES,
    SLOW,
    STUCK,
    counting_parts,
    dying_parts,
    missing_parts,
)
from recorded_turns import BY_NAME

from meterline.ears.base import CustomerBase
from meterline.ears.port import Pcm
from meterline.ears.service import EarsUnavailable
from meterline.ears.workers.messages import Ask, Forget, Reopen, Request
from meterline.ears.workers.pool import EarsPool
from meterline.ears.workers.worker import batches
from meterline.errors import Mendable
from meterline.language.turn import Asked, Candidate, Expectation, Understanding

FREE = Expectation(Asked.FREE)


def sound(order: np.float32 = PLAIN, samples: int = 3) -> Pcm:
    return np.full(samples, order, dtype=np.float32)


@dataclass(frozen=True)
class Report:
    """What the reporting understander says of a request."""

    base: str
    pid: int
    frames: int
    batch: int
    asked: str

    @classmethod
    def of(cls, heard: Understanding) -> "Report":
        base, pid, frames, batch, asked = heard.text.split()
        return cls(base, int(pid), int(frames), int(batch), asked)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "name").write_text("first")
    return tmp_path


def make_pool(base: Path, workers: int = 1, **settings: float) -> EarsPool:
    return EarsPool(workers, None, base, factory=counting_parts, **settings)  # type: ignore[arg-type]


@pytest.fixture
async def one(base: Path) -> AsyncIterator[EarsPool]:
    pool = make_pool(base, queue=5)
    await pool.start()
    yield pool
    await pool.stop()


@pytest.fixture
async def two(base: Path) -> AsyncIterator[EarsPool]:
    pool = make_pool(base, workers=2, timeout=3.0)
    await pool.start()
    yield pool
    await pool.stop()


async def until_there_are(pool: EarsPool, workers: int) -> None:
    async with asyncio.timeout(20):
        while len(pool.pids) != workers:  # noqa: ASYNC110 - a death has no event to wait for
            await asyncio.sleep(0.02)


async def ask(pool: EarsPool, turn: str, pcm: Pcm) -> Report:
    return Report.of(await pool.understand(turn, pcm, FREE))


async def test_a_turn_grows_with_each_piece_until_it_is_forgotten(one: EarsPool) -> None:
    frames = [(await ask(one, "a", sound(samples=n))).frames for n in (3, 4, 5)]
    assert frames == [3, 7, 12]
    await one.forget("a")
    assert (await ask(one, "a", sound())).frames == 3


async def test_what_is_expected_reaches_the_understanding(one: EarsPool) -> None:
    heard = await one.understand("a", sound(), Expectation(Asked.CONFIRM))
    assert Report.of(heard).asked == Asked.CONFIRM
    assert heard.speech_end == 1.5
    assert heard.core_seconds > 0


async def test_turns_are_spread_and_each_stays_with_its_worker(two: EarsPool) -> None:
    names = ["a", "b", "c", "d"]
    first = {name: (await ask(two, name, sound())).pid for name in names}
    assert sorted(first.values()) == sorted(two.pids * 2)
    again = {name: (await ask(two, name, sound())).pid for name in reversed(names)}
    assert again == first
    assert os.getpid() not in two.pids


async def test_requests_that_wait_together_go_through_the_model_together(one: EarsPool) -> None:
    slow = asyncio.create_task(ask(one, "slow", sound(SLOW)))
    await asyncio.sleep(0.15)
    waiting = await asyncio.gather(*(ask(one, name, sound()) for name in "abc"))
    assert all(report.batch >= 2 for report in waiting)
    await slow


async def test_what_an_error_says_is_not_told_nor_logged(
    base: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It may be a name or an account."""
    pool = make_pool(base)
    await pool.start()
    with pytest.raises(EarsUnavailable) as raised:
        await pool.understand("bad", sound(RAISES), FREE)
    await pool.stop()
    logged = capfd.readouterr().err
    assert "ears_model_failed" in logged
    assert "cannot be heard" not in logged + str(raised.value)


async def test_a_full_queue_is_refused_at_once(one: EarsPool) -> None:
    tasks = [asyncio.create_task(ask(one, f"t{i}", sound(SLOW))) for i in range(5)]
    await asyncio.sleep(0.05)
    with pytest.raises(EarsUnavailable, match="too many"):
        await one.understand("one more", sound(), FREE)
    assert len(await asyncio.gather(*tasks)) == 5
    assert (await ask(one, "one more", sound())).frames == 3


async def test_a_sound_that_breaks_the_model_harms_no_later_turn(one: EarsPool) -> None:
    with pytest.raises(EarsUnavailable, match=r"ValueError at pool_fakes\.py"):
        await one.understand("bad", sound(RAISES), FREE)
    assert (await ask(one, "good", sound())).frames == 3


async def test_turns_of_a_dead_worker_fail_and_others_go_on(two: EarsPool) -> None:
    kept, lost = "a", "b"
    survivor, victim = (await ask(two, kept, sound())).pid, (await ask(two, lost, sound())).pid
    with pytest.raises(EarsUnavailable, match="died"):
        await two.understand(lost, sound(DIES), FREE)
    assert (await ask(two, kept, sound())).frames == 6
    await until_there_are(two, 2)
    assert survivor in two.pids
    assert victim not in two.pids
    with pytest.raises(EarsUnavailable, match="died"):
        await two.understand(lost, sound(), FREE)
    await two.forget(lost)
    assert (await ask(two, lost, sound())).frames == 3


async def test_a_killed_worker_is_replaced(one: EarsPool) -> None:
    (victim,) = one.pids
    os.kill(victim, signal.SIGKILL)
    await until_there_are(one, 0)
    with pytest.raises(EarsUnavailable, match="alive"):
        await one.understand("a", sound(), FREE)
    await until_there_are(one, 1)
    assert (await ask(one, "a", sound())).pid != victim


async def test_a_stuck_worker_is_given_up_and_replaced(two: EarsPool) -> None:
    stuck = (await ask(two, "a", sound())).pid
    with pytest.raises(EarsUnavailable, match="no answer within"):
        await two.understand("a", sound(STUCK), FREE)
    await until_there_are(two, 1)
    await until_there_are(two, 2)
    assert stuck not in two.pids


async def test_all_workers_open_a_new_base_and_a_later_one_too(
    two: EarsPool, tmp_path: Path
) -> None:
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "name").write_text("second")
    await ask(two, "a", sound())
    await two.refresh(newer)
    reports = [await ask(two, name, sound()) for name in ("a", "b", "c")]
    assert {report.base for report in reports} == {"second"}
    assert reports[0].frames == 6, "a turn under way goes on"
    os.kill(two.pids[0], signal.SIGKILL)
    await until_there_are(two, 1)
    await until_there_are(two, 2)
    later = [await ask(two, name, sound()) for name in ("d", "e")]
    assert {report.base for report in later} == {"second"}


async def test_a_base_that_cannot_be_opened_leaves_the_old_one(
    one: EarsPool, tmp_path: Path
) -> None:
    with pytest.raises(EarsUnavailable, match="nowhere"):
        await one.refresh(tmp_path / "nowhere")
    assert (await ask(one, "a", sound())).base == "first"


async def test_forgetting_an_unknown_turn_is_harmless(one: EarsPool) -> None:
    await one.forget("never begun")
    assert (await ask(one, "a", sound())).base == "first"


async def test_stopping_ends_the_processes_and_tells_who_waits(base: Path) -> None:
    pool = make_pool(base, workers=2)
    await pool.start()
    pids = pool.pids
    waiting = asyncio.create_task(pool.understand("a", sound(SLOW), FREE))
    await asyncio.sleep(0.05)
    await pool.stop()
    with pytest.raises(EarsUnavailable):
        await waiting
    assert pool.pids == []
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_what_is_missing_at_the_start_is_told_with_the_mend(base: Path) -> None:
    pool = EarsPool(2, base / "none.onnx", base, factory=missing_parts)
    with pytest.raises(Mendable, match=r"none\.onnx") as raised:
        await pool.start()
    assert raised.value.mend == "put it there"


async def test_a_worker_that_dies_while_starting_is_told(base: Path) -> None:
    with pytest.raises(EarsUnavailable, match="while it started"):
        await EarsPool(1, None, base, factory=dying_parts).start()


def ask_of(turn: str) -> Ask:
    return Ask(0, turn, sound(), FREE)


A, B, DROP_A, REOPEN = ask_of("a"), ask_of("b"), Forget("a"), Reopen(1, Path("base"))


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        ([], []),
        ([A, B], [[A, B]]),
        ([A, A], [[A], [A]]),
        ([A, B, A], [[A, B], [A]]),
        ([A, DROP_A, A], [[A], [DROP_A], [A]]),
        ([REOPEN, A, B, DROP_A], [[REOPEN], [A, B], [DROP_A]]),
    ],
)
def test_batches_keep_the_order(requests: list[Request], expected: list[list[Request]]) -> None:
    found = list(batches(requests))
    assert [[id(r) for r in batch] for batch in found] == [[id(r) for r in b] for b in expected]


async def test_the_products_own_workers_understand_a_recorded_turn(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    CustomerBase.build([Candidate("426002592", "Потапова Марина Натановна", False, ())]).save(
        folder
    )
    pool = EarsPool(1, None, folder, timeout=60)
    await pool.start()
    try:
        turn = BY_NAME["elena-account_by_digit"]
        half = len(turn.sound) // 2
        expectation = Expectation(Asked.ACCOUNT_BY_DIGIT)
        await pool.understand("turn", turn.sound[:half], expectation)
        heard = await pool.understand("turn", turn.sound[half:], expectation)
    finally:
        await pool.stop()
    assert heard.text.startswith("четверка два")
    assert heard.account is not None
    assert heard.account.value == "426002592"
    assert 0 < heard.core_seconds < 5
    assert heard.speech_end == pytest.approx(turn.speech[1], abs=0.3)


async def test_a_missing_base_is_told_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(Mendable, match="customer base") as raised:
        await EarsPool(1, None, tmp_path / "none").start()
    assert "import" in raised.value.mend
