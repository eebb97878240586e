"""A call without a telephone, a recogniser or a database: who plays which part."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from meterline.dialogue.facts import (
    AccountFacts,
    AccountState,
    BranchFacts,
    CallFacts,
    Checked,
    Finding,
    MeterValue,
    Receipt,
    Refusal,
)
from meterline.ears.port import Pcm
from meterline.language.turn import Expectation, MeterExpected, RegisterExpected, Understanding
from meterline.language.zones import Zone
from meterline.lines.recording import RecordingLine
from meterline.mouth.mouth import Mouth
from meterline.robot.call import Call, Parts
from meterline.robot.company import CallEvent, CompanyUnavailable, NotStored
from meterline.robot.measures import Measures

BRANCH = BranchFacts(
    key="khakassia",
    account_digits=12,
    operators_open=True,
    operator_target="sip:700@127.0.0.1",
    dispatcher_target="sip:900@127.0.0.1",
    name_unconfirmed_allowed=True,
    window_open=True,
    window_last_day=25,
)
FACTS = CallFacts(None, None, BRANCH, BRANCH)
ACCOUNT = AccountFacts(
    "722818662011",
    BRANCH,
    "Симонов Фирс Эдгарович",
    organisation=False,
    meters=(MeterExpected("68596608", (RegisterExpected(Zone.SINGLE, 6, 165000, 200.0),)),),
)


class FakeEars:
    """Understands the turns of a call, one after the other, as told."""

    def __init__(self, turns: Sequence[Understanding | Exception]) -> None:
        self._turns = list(turns)
        self._at: dict[str, int] = {}
        self.asked: list[Expectation] = []
        self.seconds: dict[str, float] = {}

    def has_room(self, turn: str) -> bool:
        return False

    async def understand(
        self, turn: str, pcm: Pcm, expectation: Expectation, *, interim: bool = False
    ) -> Understanding:
        await asyncio.sleep(0)
        if turn not in self._at:
            self._at[turn] = len(self._at)
            self.asked.append(expectation)
        self.seconds[turn] = self.seconds.get(turn, 0.0) + len(pcm) / 8000
        answer = self._turns[self._at[turn]]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def forget(self, turn: str) -> None:
        """Nothing to drop."""


@dataclass
class FakeCompany:
    """Holds one account and what was written."""

    stored: list[tuple[str, tuple[MeterValue, ...]]] = field(default_factory=list)
    drafts: list[tuple[str | None, tuple[MeterValue, ...], str]] = field(default_factory=list)
    events: list[CallEvent] = field(default_factory=list)
    closed: tuple[str, str | None] | None = None
    down: Callable[[str], bool] = lambda _: False
    reminders_stopped: bool = False
    account: AccountFacts = ACCOUNT
    closes_account: bool = False
    """Whether a clerk closes the account between the check and the yes."""

    def _reach(self, what: str) -> None:
        if self.down(what):
            raise CompanyUnavailable

    def open_call(
        self, call: str, caller: str | None, dialled: str | None, carrier: str
    ) -> CallFacts:
        self._reach("open_call")
        return FACTS

    def find_account(self, account: str) -> AccountFacts | None:
        self._reach("find_account")
        return self.account if account == ACCOUNT.account else None

    def under_contract(self, number: str) -> tuple[AccountFacts, ...]:
        self._reach("under_contract")
        return ()

    def check(self, account: str, values: Sequence[MeterValue]) -> tuple[Checked, ...]:
        self._reach("check")
        return tuple(Checked(value, Finding.FINE, 165000, value.value - 165000) for value in values)

    def store(
        self,
        call: str,
        account: str,
        values: Sequence[MeterValue],
        *,
        name_confirmed: bool,
        review: bool,
    ) -> Receipt:
        self._reach("store")
        if self.closes_account:
            self.account = replace(ACCOUNT, state=AccountState.CLOSED)
            raise NotStored(Refusal.CLOSED)
        self.stored.append((account, tuple(values)))
        return Receipt("120456", 227)

    def keep_draft(
        self,
        call: str,
        account: str | None,
        values: Sequence[MeterValue],
        heard: str,
        *,
        name_confirmed: bool,
    ) -> None:
        self._reach("keep_draft")
        self.drafts.append((account, tuple(values), heard))

    def open_reminder(self, call: str, account: str) -> CallFacts:
        self._reach("open_reminder")
        return replace(FACTS, caller="+79130000000", linked=(ACCOUNT,), reminder=ACCOUNT)

    def stop_reminders(self, call: str) -> None:
        self._reach("stop_reminders")
        self.reminders_stopped = True

    def forget_draft(self, call: str) -> None:
        self._reach("forget_draft")

    def link_phone(self, call: str, account: str) -> None:
        self._reach("link_phone")

    def log(self, call: str, events: Sequence[CallEvent]) -> None:
        self._reach("log")
        self.events += events

    def close_call(self, call: str, outcome: str, recording: str | None) -> None:
        self._reach("close_call")
        self.closed = (outcome, recording)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    def said(self) -> str:
        return " ".join(str(event.data["text"]) for event in self.events if event.kind == "said")


async def play(
    line: RecordingLine,
    ears: FakeEars,
    company: FakeCompany,
    voice: Mouth,
    folder: Path,
    *,
    full: bool = False,
    about: str | None = None,
    measures: Measures | None = None,
) -> None:
    """Run a whole call in virtual time: a tick as soon as nothing is being worked out."""
    parts = Parts(
        ears=ears,
        voice=voice,
        company=company,
        clock=lambda: datetime(2026, 11, 22, 5, tzinfo=UTC),
        recordings=folder,
        measures=measures or Measures(),
    )
    call = Call(line, parts, full=full, about=about)
    running = asyncio.create_task(call.run())
    while not running.done():
        await asyncio.sleep(0)
        if call.busy:
            await asyncio.sleep(0.001)
        else:
            call.tick()
    await running
