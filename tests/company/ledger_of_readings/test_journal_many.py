"""Many programs write to the journal at once: one chain comes of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from company_made_up import make_account
from django.conf import settings
from django.db import connection

from meterline.readings.journal.past import begin
from meterline.readings.journal.verify import verify
from meterline.readings.models import JournalEntry, Reading

PROCESSES, EACH = 4, 12

PROGRAM = """
import os, sys
from django.conf import settings
from meterline import settings as ours
ours.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from datetime import timedelta
from company_made_up import AT, given
from meterline.customers.models import Account
from meterline.readings.services import submit_reading
print("ready", flush=True)
sys.stdin.readline()
first = int(sys.argv[2])
for place in range(int(sys.argv[3])):
    # Half of the values go to an account of their own, half to one that all share.
    account = Account.objects.get(number="100000000" if place % 2 else f"10000000{first}")
    at = AT + timedelta(seconds=place)
    submit_reading(given(account, at, single=10_300 + 10 * place + first))
"""


def begun(number: int) -> "subprocess.Popen[str]":
    """A program of its own on the test's data base that waits for the word."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "meterline.settings",
        "METERLINE_HOME": str(settings.METERLINE_HOME),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    name = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, name, str(number), str(EACH)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_many_programs_at_once_write_one_chain() -> None:
    for number in range(PROCESSES + 1):
        make_account(f"10000000{number}", {"single": [10_000, 10_100, 10_200]})
    begin("petrova")
    programs = [begun(number) for number in range(1, PROCESSES + 1)]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    for program in programs:
        program.communicate(timeout=100)
        assert program.returncode == 0
    written = Reading.objects.filter(counted_for="2026-11-01")
    assert written.count() == PROCESSES * EACH
    assert verify().entries == PROCESSES * EACH + 1
    numbers = JournalEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, PROCESSES * EACH + 2))
