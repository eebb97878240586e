"""What of a message is certain enough to be submitted without a question."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from acting import ACCOUNT, FakeCompany
from test_call import ONE_BREATH as SAID
from test_call import VALUE

from meterline.dialogue.facts import (
    AccountFacts,
    AccountState,
    Checked,
    DraftFacts,
    Finding,
    MeterValue,
    Refusal,
)
from meterline.ears.port import Pcm
from meterline.ears.service import EarsUnavailable
from meterline.language.turn import (
    Command,
    Decision,
    Expectation,
    MeterExpected,
    NameHeard,
    ReadingHeard,
    RegisterExpected,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone
from meterline.robot.company import NotStored
from meterline.robot.judging import judge
from meterline.robot.message_work import MOST_TRIES, MessageWork, Worked
from meterline.robot.messages import Certain, Guess, MessageLeft, Reason

SOUND = bytes(16000)
MESSAGE = MessageLeft("call", SOUND)
CERTAIN = Certain(ACCOUNT.account, (VALUE,), name_confirmed=True)
TWO_ZONES = MeterExpected(
    "68596608", (RegisterExpected(Zone.DAY, 6, 165000), RegisterExpected(Zone.NIGHT, 6, 100))
)
OTHER = replace(ACCOUNT, account="722818662099")


def reading(
    value: str, decision: Decision = Decision.SURE, probability: float = 0.999
) -> ReadingHeard:
    return ReadingHeard(Zone.SINGLE, None, Slot(value, probability, decision))


ONE_BREATH = replace(
    SAID,
    account=Slot(ACCOUNT.account, 0.999, Decision.SURE),
    readings=(reading(str(VALUE.value)),),
)


def draft(*values: MeterValue, account: AccountFacts = ACCOUNT, name: bool = False) -> MessageLeft:
    return replace(MESSAGE, draft=DraftFacts(account, values, name))


def account(value: str, decision: Decision) -> Understanding:
    return replace(ONE_BREATH, account=Slot(value, 0.999, decision))


NO_ACCOUNT = replace(ONE_BREATH, account=None)
NO_NAME = replace(ONE_BREATH, name=None)
OTHER_NAME = replace(ONE_BREATH, name=NameHeard("петров", agrees=False))
LINKED = replace(MESSAGE, linked=(ACCOUNT,))
NAMELESS = replace(CERTAIN, name_confirmed=False)

CASES = {
    "all of it": (MESSAGE, ONE_BREATH, CERTAIN),
    "an account that may be another": (
        MESSAGE,
        account(ACCOUNT.account, Decision.CONFIRM),
        Reason.ACCOUNT,
    ),
    "an account that there is not": (
        MESSAGE,
        account("722818660000", Decision.SURE),
        Reason.ACCOUNT,
    ),
    "no account": (MESSAGE, NO_ACCOUNT, Reason.ACCOUNT),
    "no account, the phone is linked": (LINKED, NO_ACCOUNT, CERTAIN),
    "no account, the phone is linked to two": (
        replace(MESSAGE, linked=(ACCOUNT, OTHER)),
        NO_ACCOUNT,
        Reason.ACCOUNT,
    ),
    "no account, the call had it": (draft(), NO_ACCOUNT, CERTAIN),
    "no name": (MESSAGE, NO_NAME, Reason.NAME),
    "no name, the phone is linked": (LINKED, NO_NAME, NAMELESS),
    "no name, the call had it": (draft(name=True), NO_NAME, CERTAIN),
    "no name, the call had the account alone": (draft(), NO_NAME, Reason.NAME),
    "another name": (LINKED, OTHER_NAME, Reason.NAME),
    "no values": (MESSAGE, replace(ONE_BREATH, readings=()), Reason.VALUES),
    "no values, the call had one that nobody agreed to": (
        draft(VALUE, name=True),
        replace(ONE_BREATH, readings=()),
        Reason.VALUES,
    ),
    "a value that may be another": (
        MESSAGE,
        replace(ONE_BREATH, readings=(reading("165227", Decision.CONFIRM),)),
        Reason.VALUES,
    ),
    "sure enough for a read-back only": (
        MESSAGE,
        replace(ONE_BREATH, readings=(reading("165227", probability=0.99),)),
        Reason.VALUES,
    ),
    "two values for one register": (
        MESSAGE,
        replace(ONE_BREATH, readings=(reading("165227"), reading("165228"))),
        Reason.VALUES,
    ),
    "a value that the history does not bear out": (
        MESSAGE,
        replace(ONE_BREATH, readings=(reading("900000"),)),
        Reason.CHECK,
    ),
    "values that the ledger does not take": (
        MESSAGE,
        replace(ONE_BREATH, readings=(reading("404"),)),
        Reason.REFUSED,
    ),
    "the value that the call had": (draft(VALUE), ONE_BREATH, CERTAIN),
    "another value than the call had": (
        draft(replace(VALUE, value=165228)),
        ONE_BREATH,
        Reason.OTHER,
    ),
    "another account than the call had": (draft(account=OTHER), ONE_BREATH, Reason.OTHER),
    "an emergency": (
        MESSAGE,
        replace(ONE_BREATH, command=Command.EMERGENCY),
        Reason.EMERGENCY,
    ),
    "an operator": (MESSAGE, Understanding("оператор", command=Command.OPERATOR), Reason.ASKED),
    "nothing": (MESSAGE, Understanding(), Reason.SILENT),
    "something else": (MESSAGE, Understanding("алло"), Reason.ACCOUNT),
}


class Base(FakeCompany):
    """Knows one account, as it is told; 900,000 is too high and 404 is not taken."""

    facts: AccountFacts = ACCOUNT

    def find_account(self, account: str) -> AccountFacts | None:
        return {ACCOUNT.account: self.facts, OTHER.account: OTHER}.get(account)

    def check(self, account: str, values: Sequence[MeterValue]) -> tuple[Checked, ...]:
        if values[0].value == 404:
            raise NotStored(Refusal.IMPLAUSIBLE)
        found = Finding.TOO_HIGH if values[0].value == 900000 else Finding.FINE
        return tuple(replace(one, finding=found) for one in super().check(account, values))


@pytest.mark.parametrize("case", CASES)
def test_only_what_nothing_speaks_against_is_certain(case: str) -> None:
    message, heard, verdict = CASES[case]
    assert judge(message, heard, Base()).verdict == verdict


def test_every_register_of_the_account_must_be_said() -> None:
    company = Base()
    company.facts = replace(ACCOUNT, meters=(TWO_ZONES,))
    day, night = (
        ReadingHeard(zone, None, Slot(value, 0.999, Decision.SURE))
        for zone, value in ((Zone.DAY, "165227"), (Zone.NIGHT, "200"))
    )
    both = replace(ONE_BREATH, readings=(night, day))
    assert judge(MESSAGE, both, company).verdict == Certain(
        ACCOUNT.account,
        (MeterValue("68596608", Zone.DAY, 165227), MeterValue("68596608", Zone.NIGHT, 200)),
        name_confirmed=True,
    )
    judged = judge(MESSAGE, replace(ONE_BREATH, readings=(day,)), company)
    assert judged.verdict is Reason.VALUES
    assert judged.guess.values == (MeterValue("68596608", Zone.DAY, 165227),)


def test_nothing_is_certain_for_a_closed_account() -> None:
    company = Base()
    company.facts = replace(ACCOUNT, state=AccountState.CLOSED)
    assert judge(MESSAGE, ONE_BREATH, company).verdict is Reason.REFUSED


def test_a_person_gets_the_best_guess_with_what_the_call_had() -> None:
    heard = replace(account(ACCOUNT.account, Decision.CONFIRM), readings=())
    guess = judge(draft(VALUE), heard, Base()).guess
    assert (guess.account, guess.values) == (ACCOUNT.account, (VALUE,))
    assert guess.heard["text"] == ONE_BREATH.text


@dataclass
class Box:
    """Messages that wait, and what became of them."""

    waiting: list[MessageLeft]
    refuses: bool = False
    submitted: list[tuple[Certain, Reason | None]] = field(default_factory=list)
    left: list[tuple[Reason, Guess]] = field(default_factory=list)

    def take(self) -> MessageLeft | None:
        return self.waiting.pop(0) if self.waiting else None

    def submit(
        self, call: str, certain: Certain, guess: Guess, doubt: Reason | None = None
    ) -> None:
        if self.refuses:
            raise NotStored(Refusal.IMPLAUSIBLE)
        self.submitted.append((certain, doubt))

    def leave(self, call: str, reason: Reason, guess: Guess) -> None:
        self.left.append((reason, guess))


class ToldEars:
    """Hears in every message what it is told, by whether accounts are expected."""

    def __init__(
        self,
        heard: Understanding | None,
        expected: Understanding | None = None,
        *,
        room: int = 99,
        down: bool = False,
    ) -> None:
        self._heard = heard
        self._expected = expected or heard
        self._room = room
        self._down = down
        self.turns: set[str] = set()

    def has_room(self, turn: str) -> bool:
        self._room -= 1
        return self._room >= 0

    async def understand(
        self, turn: str, pcm: Pcm, expectation: Expectation, *, interim: bool = False
    ) -> Understanding:
        self.turns.add(turn)
        if self._down:
            raise EarsUnavailable("down")
        if len(pcm) != len(SOUND) // 2:
            return Understanding()
        heard = self._expected if expectation.candidates else self._heard
        if heard is None:
            raise EarsUnavailable("this message ends the worker")
        return heard

    async def forget(self, turn: str) -> None:
        self.turns.discard(turn)


async def work(ears: ToldEars, box: Box) -> Worked:
    return await MessageWork(ears, Base(), box).run()


async def test_all_that_waits_is_worked_off_and_forgotten() -> None:
    ears, box = ToldEars(ONE_BREATH), Box([MESSAGE, MESSAGE])
    assert await work(ears, box) == Worked(submitted=2)
    assert box.submitted == [(CERTAIN, None)] * 2
    assert ears.turns == set()


async def test_callers_go_first() -> None:
    box = Box([MESSAGE, MESSAGE])
    assert await work(ToldEars(ONE_BREATH, room=1), box) == Worked(submitted=1)
    assert len(box.waiting) == 1


async def test_where_the_expected_account_does_not_fit_all_are_tried() -> None:
    box = Box([replace(MESSAGE, linked=(OTHER,))])
    unsure = account("", Decision.ASK)
    assert await work(ToldEars(ONE_BREATH, unsure), box) == Worked(submitted=1)
    assert box.submitted == [(CERTAIN, None)]


async def test_ears_that_are_down_cost_a_message_nothing() -> None:
    box = Box([MESSAGE])
    with pytest.raises(EarsUnavailable):
        await work(ToldEars(ONE_BREATH, down=True), box)
    assert box.waiting == [MESSAGE]


@pytest.mark.parametrize(("tries", "left"), [(1, []), (MOST_TRIES, [Reason.UNHEARD])])
async def test_a_message_that_ends_the_worker_goes_to_a_person_in_the_end(
    tries: int, left: list[Reason]
) -> None:
    box = Box([replace(MESSAGE, tries=tries)])
    await work(ToldEars(None), box)
    assert [reason for reason, _ in box.left] == left
    assert box.submitted == []


AGREED = replace(MESSAGE, confirmed=CERTAIN)


@pytest.mark.parametrize(
    ("message", "heard", "doubt"),
    [
        (AGREED, ONE_BREATH, None),
        (AGREED, Understanding(), None),
        (replace(AGREED, pcm=b""), Understanding(), None),
        (AGREED, replace(ONE_BREATH, readings=(reading("165228"),)), Reason.OTHER),
        (AGREED, account(OTHER.account, Decision.SURE), Reason.OTHER),
        (AGREED, Understanding("искрит", command=Command.EMERGENCY), Reason.EMERGENCY),
        (replace(AGREED, tries=MOST_TRIES), None, Reason.UNHEARD),
    ],
    ids=["says it again", "silent", "hung up", "value", "account", "emergency", "unheard"],
)
async def test_what_was_agreed_to_is_submitted_as_it_is(
    message: MessageLeft, heard: Understanding | None, doubt: Reason | None
) -> None:
    box = Box([message])
    await work(ToldEars(heard), box)
    assert (box.submitted, box.left) == ([(CERTAIN, doubt)], [])


async def test_what_the_ledger_refuses_goes_to_a_person_with_the_values() -> None:
    box = Box([AGREED], refuses=True)
    assert await work(ToldEars(Understanding()), box) == Worked(for_a_person=1)
    [(reason, guess)] = box.left
    assert (reason, guess.account, guess.values) == (Reason.REFUSED, ACCOUNT.account, (VALUE,))
