"""Whatever happens, in whatever order: the promises that every call keeps."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_company import FakeCompany
from scenario_player import written

from meterline.dialogue.actions import Action, HangUp, Say, StoreValues
from meterline.dialogue.conversation import MOST_TURNS, begin, step
from meterline.dialogue.events import (
    AccountsFound,
    CallerLeft,
    CallStarted,
    Event,
    KeyHeard,
    PartFailed,
    SayingEnded,
    SilenceLasted,
    SpeechBegan,
    TransferFailed,
    TurnHeard,
    ValuesChecked,
    ValuesStored,
)
from meterline.dialogue.facts import Receipt
from meterline.dialogue.state import State
from meterline.language.speech import Digits, Number, Piece
from meterline.language.turn import (
    Command,
    Decision,
    NameHeard,
    ReadingHeard,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone

COMPANY = FakeCompany()
ACCOUNTS = st.sampled_from([*COMPANY.accounts, "999999999999", "1002003004"])
NUMBERS = st.sampled_from(["12345", "123450", "11000", "12000", "8200", "4100", "5100", "00050"])
PAST = {"consumption.is", "check.lower", "check.same", "check.too_high", "check.rollover"}


def slots(values: st.SearchStrategy[str]) -> st.SearchStrategy[Slot]:
    return st.builds(Slot, values, st.just(0.9), st.sampled_from(Decision))


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


def turns(agreements: list[bool | None]) -> st.SearchStrategy[Event]:
    reading = st.builds(
        ReadingHeard,
        maybe(st.sampled_from(Zone)),
        maybe(st.sampled_from(["789", "10000001"])),
        slots(NUMBERS),
    )
    understood = st.builds(
        Understanding,
        text=st.sampled_from(["", "слова"]),
        account=maybe(slots(ACCOUNTS)),
        name=maybe(st.builds(NameHeard, st.just("имя"), st.sampled_from(agreements))),
        readings=st.lists(reading, max_size=3).map(tuple),
        answer=st.sampled_from([None, None, True, False]),
        command=st.one_of(st.none(), st.none(), st.sampled_from(Command)),
    )
    # Most turns of real calls answer one thing.
    single = st.sampled_from(
        [Understanding(text="да", answer=True), Understanding(text="нет", answer=False)]
    )
    return st.one_of(understood, single).map(TurnHeard)


def events(agreements: list[bool | None]) -> st.SearchStrategy[Event]:
    return st.one_of(
        turns(agreements),
        turns(agreements),
        st.sampled_from("0123456789*#").map(KeyHeard),
        st.sampled_from(
            [SilenceLasted(), SayingEnded(), SpeechBegan(), SpeechBegan(5.0), TransferFailed()]
        ),
        st.sampled_from([AccountsFound("100200300400", None), ValuesChecked(())]),
        st.just(ValuesStored(Receipt("1", 5))),
    )


def dictations(agreements: list[bool | None]) -> st.SearchStrategy[list[Event]]:
    """The way into the middle of a call, where most of the promises are at stake."""
    sure = st.builds(Slot, NUMBERS, st.just(0.9), st.just(Decision.SURE))
    reading = st.builds(ReadingHeard, st.just(Zone.SINGLE), st.none(), sure)
    understood = st.builds(
        Understanding,
        text=st.just("слова"),
        account=st.just(Slot("100200300400", 0.9, Decision.SURE)),
        name=st.builds(NameHeard, st.just("имя"), st.sampled_from(agreements)),
        readings=reading.map(lambda r: (r,)),
    )
    # The branch goes on without a name that differs twice.
    unnamed = TurnHeard(Understanding(text="имя", name=NameHeard("имя", False)))
    yes = TurnHeard(Understanding(text="да", answer=True))
    ways = st.sampled_from([[], [yes], [yes, yes], [unnamed, yes], [unnamed, unnamed, yes, yes]])
    return st.tuples(understood, ways).map(lambda p: [KeyHeard("7"), TurnHeard(p[0]), *p[1]])


def happenings(agreements: list[bool | None]) -> st.SearchStrategy[list[Event]]:
    """Anything at all, from the beginning of a call or from its middle."""
    anything = st.lists(events(agreements), max_size=40)
    middle = st.tuples(dictations(agreements), anything).map(lambda p: p[0] + p[1])
    return st.one_of(middle, middle, anything)


CALLS = st.sampled_from(
    [
        COMPANY.call(),
        COMPANY.call(None),
        COMPANY.call(linked=["100200300400"]),
        COMPANY.call("tomsk", linked=["100200300400", "100200300411"]),
        FakeCompany(operators_open=False).call(),
    ]
)
STRANGERS: list[bool | None] = [None, False]
ANYBODY: list[bool | None] = [True, True, None, False]


class Watched:
    """A conversation whose every step is held against the promises."""

    def __init__(self) -> None:
        self.state: State = begin()
        self.said: list[Piece] = []
        self.read_back: tuple[Piece, ...] = ()
        self.over = False

    def send(self, event: Event) -> None:
        pending = [event]
        while pending:
            event = pending.pop(0)
            self.state, actions = step(self.state, event)
            assert not (self.over and actions)
            self._watch(event, actions)
            pending += [a for a in map(COMPANY.answer, actions) if a]

    def _watch(self, event: Event, actions: tuple[Action, ...]) -> None:
        assert HangUp() not in actions[:-1]
        self.over = self.over or HangUp() in actions or event == CallerLeft()
        for action in actions:
            if isinstance(action, StoreValues):
                self._confirmed(event, action)
            if isinstance(action, Say):
                self.said += action.pieces
                if any(p.startswith("reading.heard") for p in map(written, action.pieces)):
                    self.read_back = action.pieces

    def _confirmed(self, event: Event, store: StoreValues) -> None:
        """A yes came just now, to exactly these values of exactly this account."""
        yes = isinstance(event, TurnHeard) and event.understanding.answer is True
        assert yes or event == KeyHeard("1")
        account, *values = read_values(self.read_back)
        assert store.account.endswith(account)
        assert [int(value) for value in values] == [v.value for v in store.values]


def read_values(pieces: tuple[Piece, ...]) -> list[str]:
    """The account's digits and the values of a read-back, meters' endings left out."""
    named = [p for p in pieces if not isinstance(p, Digits | Number)]
    values: list[str] = []
    key = ""
    for piece in pieces:
        if piece in named:
            key = written(piece)
        elif key.startswith(("account.heard", "account.last", "reading.heard")):
            values.append(piece.digits if isinstance(piece, Digits) else written(piece)[7:])
    return values[-(1 + len([p for p in map(written, named) if p.startswith("reading.heard")])) :]


@settings(max_examples=150, deadline=None)
@given(CALLS, happenings(ANYBODY))
def test_nothing_is_stored_without_a_yes_to_exactly_it(call: Any, happened: list[Event]) -> None:
    watched = Watched()
    for event in (CallStarted(call), *happened, CallerLeft(), *happened):
        watched.send(event)


@settings(max_examples=150, deadline=None)
@given(CALLS, happenings(STRANGERS))
def test_strangers_hear_nothing_of_the_past(call: Any, happened: list[Event]) -> None:
    watched = Watched()
    for event in (CallStarted(call), *happened):
        watched.send(event)
    assert not PAST & set(map(written, watched.said))
    numbers = {p.value for p in watched.said if isinstance(p, Number)}
    own = numbers_said(happened)
    assert numbers <= own | {n // 10 for n in own}


def numbers_said(happened: list[Event]) -> set[int]:
    """Every number that the caller may have meant, by voice or by keys."""
    spoken = {
        int(r.slot.value)
        for event in happened
        if isinstance(event, TurnHeard)
        for r in event.understanding.readings
    }
    keyed = "".join(e.key for e in happened if isinstance(e, KeyHeard) and e.key.isdigit())
    parts = {keyed[i:j] for i in range(len(keyed)) for j in range(i + 1, len(keyed) + 1)}
    return spoken | {int(part) for part in parts}


@settings(max_examples=60, deadline=None)
@given(happenings(ANYBODY))
def test_a_linked_phone_alone_verifies_nobody(happened: list[Event]) -> None:
    watched = Watched()
    said = [
        TurnHeard(replace(e.understanding, account=None)) if isinstance(e, TurnHeard) else e
        for e in happened
        if not isinstance(e, KeyHeard)
    ]
    for event in (CallStarted(COMPANY.call(linked=["100200300400"])), *said):
        watched.send(event)
    assert not PAST & set(map(written, watched.said))


@settings(max_examples=30, deadline=None)
@given(CALLS, st.lists(events(ANYBODY), max_size=6))
def test_every_call_ends(call: Any, habit: list[Event]) -> None:
    watched = Watched()
    watched.send(CallStarted(call))
    for _ in range(MOST_TURNS + 10):
        for event in (*habit, TransferFailed(), SilenceLasted()):
            watched.send(event)
    assert watched.over


@settings(max_examples=60, deadline=None)
@given(CALLS, st.lists(events(ANYBODY), max_size=20), st.sampled_from(["ears", "company"]))
def test_a_part_that_fails_still_lets_every_call_end(
    call: Any, happened: list[Event], part: str
) -> None:
    watched = Watched()
    for event in (CallStarted(call), *happened, PartFailed(part)):
        watched.send(event)
    for _ in range(4):
        for event in (TransferFailed(), SayingEnded(), PartFailed(part)):
            watched.send(event)
    assert watched.over
