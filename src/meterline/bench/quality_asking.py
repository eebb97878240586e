"""Made-up calls of a year, and the pages of quality asked about them, in a process of its own.

`python -m meterline.bench.quality_asking CALLS` prints the milliseconds of each page as JSON.
"""

import json
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from meterline.cli.home import set_up

BRANCHES = 10
TODAY = date(2026, 11, 23)
TIMES = 12
"""How often each page is asked for after the first time, which loads modules."""

CALLS = """
INSERT INTO calls_call (id, reference, caller, dialled, carrier, branch_id, region_evidence,
                        started, ended, outcome, recording)
SELECT lpad(to_hex(n), 32, '0')::uuid,
       lpad((n %% 10000000)::text, 7, '0'), '+7913' || lpad(n::text, 7, '0'),
       '', 'sip', (SELECT min(id) FROM customers_branch) + n %% %(branches)s, 'mobile_range',
       moment, moment + interval '80 seconds', 'done', ''
FROM (SELECT n, %(today)s::timestamptz - interval '365 days' * (1 - n / %(calls)s::float) AS moment
      FROM generate_series(1, %(calls)s) AS n) AS made
"""

SUMMARIES = """
INSERT INTO quality_callsummary (call_id, day, branch_id, phone, version, outcome, reached, stage,
    seconds, turns, account_again, reading_again, name_again, delay_median, delay_most, "values",
    verdict, linked, summarised_at)
SELECT id, (started AT TIME ZONE 'Asia/Krasnoyarsk')::date, branch_id,
       (ARRAY['mobile','mobile','mobile','landline','hidden'])[1 + floor(random() * 5)],
       CASE WHEN started < %(today)s::timestamptz - interval '100 days' THEN '0.7.1'
            ELSE '0.8.0' END,
       outcome, reached,
       CASE WHEN outcome = 'done' THEN 'ended'
            ELSE (ARRAY['account','name','reading','read_back'])[1 + floor(random() * 4)] END,
       40 + floor(random() * 80), 2 + floor(random() * 5), floor(random() * 1.2),
       floor(random() * 1.2), floor(random() * 1.05), 20 + floor(random() * 40),
       40 + floor(random() * 70), CASE WHEN outcome = 'done' THEN 1 ELSE 0 END,
       CASE WHEN random() < 0.03 THEN (CASE WHEN random() < 0.9 THEN 'right' ELSE 'wrong' END)
            ELSE '' END,
       random() < 0.5, ended
FROM (SELECT *, CASE WHEN outcome = 'done' THEN 5 ELSE floor(random() * 5) END AS reached
      FROM (SELECT id, started, ended, branch_id,
                   (ARRAY['done','done','done','done','done','done','person','message','left'])
                   [1 + floor(random() * 9)] AS outcome
            FROM calls_call) AS drawn) AS ended
"""

UNCHECKED = """
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT conrelid::regclass AS of, conname FROM pg_constraint
               WHERE contype = 'f' AND conrelid IN ('calls_call'::regclass,
                   'quality_callsummary'::regclass, 'quality_confusion'::regclass)
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of, found.conname);
  END LOOP;
END $$
"""
"""Foreign keys are not looked up for a million rows that agree with one another."""

CONFUSIONS = """
INSERT INTO quality_confusion (summary_id, heard, said)
SELECT call_id, 'слово' || floor(random() * 50), 'слово' || floor(random() * 50)
FROM quality_callsummary WHERE random() < 0.02
"""


def main(calls: str) -> None:
    """Make the calls up, ask, print."""
    set_up(Path(os.environ["METERLINE_HOME"]))
    _fill(int(calls))
    pages = {name: _timed(address) for name, address in _pages().items()}
    sys.stdout.write(json.dumps(pages) + "\n")


def _fill(calls: int) -> None:
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    from meterline.customers.models import Branch  # noqa: PLC0415

    for number in range(BRANCHES):
        Branch.objects.create(
            key=f"branch{number}",
            name=f"Филиал {number + 1}",
            iana="Asia/Krasnoyarsk",
            account_digits=9,
            window_from=15,
            window_to=25,
        )
    # The last day is over by its branch's clock.
    told = {"calls": calls, "branches": BRANCHES, "today": f"{TODAY}T16:59:59+00:00"}
    with connection.cursor() as cursor:
        cursor.execute(UNCHECKED)
        cursor.execute("SELECT setseed(0.1)")
        cursor.execute(CALLS, told)
        cursor.execute(SUMMARIES, told)
        cursor.execute(CONFUSIONS)
        cursor.execute("VACUUM ANALYZE")


def _pages() -> dict[str, str]:
    from meterline.customers.models import Branch  # noqa: PLC0415 - needs Django set up

    one = Branch.objects.order_by("pk")[0].pk
    month, quarter = _since(30), _since(92)
    return {
        "figures, 30 days": f"/quality/?{month}",
        "figures, 30 days, a branch": f"/quality/?{month}&branch={one}",
        "figures, 92 days": f"/quality/?{quarter}",
        "figures, 92 days, a branch": f"/quality/?{quarter}&branch={one}",
        "calls of a figure, 30 days": f"/quality/calls/?{month}&only=slow",
        "calls of a figure, 92 days": f"/quality/calls/?{quarter}&only=slow",
        "calls of 92 days, page 1000": f"/quality/calls/?{quarter}&page=1000",
    }


def _since(days: int) -> str:
    return f"since={TODAY - timedelta(days=days - 1)}&until={TODAY}"


def _timed(address: str) -> dict[str, float]:
    """Milliseconds of a page from request to bytes. The first answer does not count."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs Django set up
    from django.test import Client  # noqa: PLC0415

    user, _ = User.objects.get_or_create(username="bench", defaults={"is_superuser": True})
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    took = []
    for _ in range(1 + TIMES):
        began = time.perf_counter()
        answer = client.get(address)
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    kb = len(answer.content) / 1024
    return {"median_ms": median(took[1:]), "most_ms": max(took[1:]), "kb": kb}


if __name__ == "__main__":
    main(*sys.argv[1:])
