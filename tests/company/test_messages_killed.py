"""A message is worked off once, though the program that does it is killed between two steps."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

STEPS = ("take_message", "work_off", "submit_reading", "note_receipt", "drop_draft", "nothing")
"""After which of the steps, in their order, the program is killed."""

PROGRAM = """
import asyncio, os, signal, sys, time
from datetime import datetime, timedelta
from pathlib import Path
from meterline.cli.home import set_up
set_up(Path(sys.argv[1]))
from company_made_up import AT
from meterline.calls import messages, services
from meterline.cli import message_store
from meterline.cli.company import DjangoCompany
from meterline.language.turn import Decision, NameHeard, ReadingHeard, Slot, Understanding
from meterline.language.zones import Zone
from meterline.robot.message_work import MessageWork

class Ears:
    def __init__(self, value): self.value = value
    def has_room(self, turn): return True
    async def forget(self, turn): pass
    async def understand(self, turn, pcm, expectation, *, interim=False):
        sure = lambda value: Slot(value, 0.999, Decision.SURE)
        readings = (ReadingHeard(Zone.SINGLE, None, sure(self.value)),)
        return Understanding("сто", sure("100000001"), NameHeard("федорова", True), readings)

def kill_after(name, module):
    done = getattr(module, name)
    def step(*arguments):
        done(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(module, name, step)

def work(step, number):
    for module in (messages, services, message_store):
        if hasattr(module, step):
            kill_after(step, module)
    clock = lambda: AT + timedelta(hours=1, minutes=3 * number)
    store = message_store.DjangoMessages(clock)
    ears = Ears(str(10301 + number))
    asyncio.run(MessageWork(ears, DjangoCompany(clock), store).run())

for number, step in enumerate(sys.argv[2:]):
    child = os.fork()
    if child == 0:
        work(step, number)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""

PREPARE = """
import sys, uuid
from pathlib import Path
from meterline.cli.home import set_up
home = set_up(Path(sys.argv[1]))
from meterline.cli.database import migrate
migrate()
import wave
from django.conf import settings
from company_made_up import AT, make_account
from meterline.calls.services import *
number = make_account("100000001", {"single": [10_000, 10_100, 10_200]}).number
call = uuid.uuid4()
open_call(Incoming(call, "+79134423435", None, "sip"), AT)
told = {"purpose": "reading", "begin": 0.0, "file": "a.wav"}
log_events(call, [Logged("recording", AT, told), Logged("recorded", AT, {"end": 1.0})])
keep_draft(call, Understood(number, [], ""), AT)
close_call(call, "done", "a.wav", AT)
recordings = Path(settings.METERLINE_RECORDINGS)
recordings.mkdir(parents=True, exist_ok=True)
with wave.open(str(recordings / "a.wav"), "wb") as sound:
    sound.setparams((2, 2, 8000, 0, "NONE", ""))
    sound.writeframes(bytes(64000))
"""


def run(program: str, *arguments: object) -> list[int]:
    """The numbers that a program prints."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("METERLINE", "DATA"))}
    environment["PYTHONPATH"] = str(Path(__file__).parent)
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(
        command, env=environment, check=True, timeout=240, stdout=subprocess.PIPE, text=True
    )
    return [int(line) for line in done.stdout.splitlines() if line.lstrip("-").isdigit()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder in which a message waits."""
    run(PREPARE, tmp_path)
    return tmp_path


def left(home: Path) -> tuple[list[int], list[tuple[str, bool]], int]:
    """Values that the ledger has of the call; state and receipt of the message; drafts."""
    with sqlite3.connect(home / "meterline.sqlite3") as database:
        values = database.execute(
            "select value from readings_reading where call_id is not null"
        ).fetchall()
        messages = database.execute("select state, receipt != '' from calls_message").fetchall()
        [(drafts,)] = database.execute("select count(*) from calls_draft").fetchall()
    return [value for (value,) in values], [(s, bool(r)) for s, r in messages], drafts


@pytest.mark.timeout(300)
def test_nothing_is_stored_by_halves_and_all_of_it_once(home: Path) -> None:
    killed = run(PROGRAM, home, *STEPS)
    assert killed == [-signal.SIGKILL] * (len(STEPS) - 1) + [0]
    last = 10_301 + len(STEPS) - 1
    assert left(home) == ([last], [("submitted", True)], 0)


@pytest.mark.timeout(300)
def test_what_was_killed_leaves_the_message_waiting(home: Path) -> None:
    assert run(PROGRAM, home, *STEPS[:-1]) == [-signal.SIGKILL] * (len(STEPS) - 1)
    assert left(home) == ([], [("new", False)], 1)
