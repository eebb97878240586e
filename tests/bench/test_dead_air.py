"""How long the bench's caller waits for the robot, told by the robot's sound alone."""

import numpy as np
import pytest
from test_callers import CALL, TRUTH, Tone

from meterline.bench.answers import Memory
from meterline.bench.callers import CallerBrain
from meterline.bench.clips import ClipTable
from meterline.bench.dead_air import DeadAir
from meterline.bench.listener import Listener

SECOND = 8000

WAITS = [
    ("the greeting comes late", ["robot 3"], 3.0),
    ("a caller who thinks is not waiting", ["robot 1", "caller 9", "robot 10"], 1.0),
    ("an answer", ["robot 1", "caller 5", "robot 7"], 2.0),
    ("from the last of two words", ["robot 1", "caller 3", "caller 5", "robot 7"], 2.0),
    ("words under the caller's are no answer", ["robot 1", "caller 5", "robot 4", "robot 8"], 3.0),
    ("only the longest", ["robot 1", "caller 2", "robot 6", "caller 8", "robot 9"], 4.0),
    ("a caller who gives up has waited", ["robot 1", "caller 3", "gone 23"], 20.0),
    ("who gives up after the robot's words has not", ["robot 1", "gone 23"], 1.0),
]


@pytest.mark.parametrize(("_", "happens", "seconds"), WAITS, ids=[wait[0] for wait in WAITS])
def test_waits(_: str, happens: list[str], seconds: float) -> None:
    air = DeadAir()
    for one in happens:
        who, at = one.split()
        {"robot": air.heard, "caller": air.acted, "gone": air.gave_up}[who](int(at) * SECOND)
    assert air.longest == seconds


def test_a_caller_notes_the_robots_silence(table: ClipTable) -> None:
    """Two seconds of silence, a tone, then nothing any more until the caller gives up."""
    brain = CallerBrain(Memory(CALL, TRUTH), Listener(table), Tone(), seed=1)
    tone = np.full(160, 3000, "<i2").tobytes()
    for frame in [*[bytes(320)] * 100, *[tone] * 50, *[bytes(320)] * 1100]:
        brain.frame(frame)
    assert brain.notes.gave_up == "nobody spoke"
    assert brain.notes.dead_air.longest == pytest.approx(2.02)
