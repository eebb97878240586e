"""Synthetic callers of the demo pack through the bundled model: those who dictate in the menu,
who say their name alone, who say one digit after it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from meterline.bench.base import base_of
from meterline.bench.channel import Channel, LineVoice
from meterline.bench.pack import PackCall, read_pack
from meterline.demo import FOLDER
from meterline.dialogue.actions import Action, CheckValues, FindAccount, Say
from meterline.dialogue.conversation import begin, step
from meterline.dialogue.events import AccountsFound, CallStarted, Event, KeyHeard, TurnHeard
from meterline.dialogue.facts import AccountFacts, BranchFacts, CallFacts
from meterline.ears.acoustic.bundled import BundledModel
from meterline.ears.base import CustomerBase
from meterline.ears.greedy import greedy_words
from meterline.ears.port import LogProbs, Pcm
from meterline.ears.understanding import Understander
from meterline.language.saying_names import says_name
from meterline.language.speech import Phrase
from meterline.language.turn import Asked, Candidate, Expectation, Understanding

CALLS = 10
BRANCH = BranchFacts("khakassia", 12, True, "op", "disp", True, True, 26)


@dataclass
class Hearing:
    """The first calls of the demo pack and everything that they are heard with."""

    base: CustomerBase
    model: BundledModel
    understander: Understander
    voices: list[tuple[PackCall, LineVoice]]

    def sound(self, at: int, role: str) -> Pcm:
        call, voice = self.voices[at]
        turn = next(turn for turn in call.turns if turn.role == role)
        return (voice.sound(turn) / 32768).astype(np.float32)

    def letters(self, sound: Pcm) -> LogProbs:
        [(letters, _)] = self.model.forward([sound], [self.model.start()])
        return letters.logp

    def heard(self, sound: Pcm, asked: Asked, *candidates: Candidate) -> Understanding:
        return self.understander.understand(
            self.letters(sound), self.model.frame_seconds, Expectation(asked, candidates)
        )

    def owner(self, at: int) -> Candidate:
        found = self.base.find(self.voices[at][0].account)
        assert found is not None
        return found


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    pack = read_pack(FOLDER)
    base = base_of(pack, 200, 1)
    model = BundledModel()
    voices = [(call, LineVoice(pack, call, Channel())) for call in pack.calls[:CALLS]]
    return Hearing(base, model, Understander(base, model.name), voices)


@pytest.mark.parametrize("at", range(CALLS))
def test_one_breath_in_the_menu_is_heard_as_after_the_beep(hearing: Hearing, at: int) -> None:
    sound = hearing.sound(at, "one_breath")
    in_menu = hearing.heard(sound, Asked.MENU)
    asked = hearing.heard(sound, Asked.ONE_BREATH)
    assert in_menu.account is not None
    assert in_menu.account.value == hearing.owner(at).account
    assert (in_menu.account, in_menu.readings, in_menu.name) == (
        asked.account, asked.readings, asked.name,
    )  # fmt: skip


@pytest.mark.parametrize("role", ["name", "yes", "no"])
def test_what_is_said_of_something_else_is_no_dictation(hearing: Hearing, role: str) -> None:
    for at in range(CALLS):
        heard = hearing.heard(hearing.sound(at, role), Asked.MENU)
        assert (heard.account, heard.readings) == (None, ())


def test_a_name_alone_is_known_again_by_its_letters(hearing: Hearing) -> None:
    words = [hearing.heard(hearing.sound(at, "name"), Asked.ONE_BREATH).text for at in range(CALLS)]
    owners = [hearing.owner(at) for at in range(CALLS)]
    own = sum(says_name(w, o.name, o.organisation) for w, o in zip(words, owners, strict=True))
    assert own >= 0.7 * CALLS
    for word, owner in zip(words, owners, strict=True):
        for other in (o for o in owners if o.name[:8] != owner.name[:8]):
            assert not says_name(word, other.name, other.organisation)


def test_after_the_first_digit_the_rest_is_waited_for(hearing: Hearing) -> None:
    waits = []
    for at in range(CALLS):
        digits = hearing.sound(at, "account_by_digit")
        first = greedy_words(hearing.letters(digits))[0]
        one = digits[: round((first.last + 2) * hearing.model.frame_seconds * 8000)]
        name, pause = hearing.sound(at, "name"), np.zeros(2400, np.float32)
        waits.append(hearing.heard(np.concatenate([name, pause, one]), Asked.ONE_BREATH))
    assert sum(heard.completeness == "account_open" for heard in waits) >= 0.8 * CALLS


def facts_of(owner: Candidate) -> AccountFacts:
    return AccountFacts(owner.account, BRANCH, owner.name, owner.organisation, owner.meters)


def said(actions: tuple[Action, ...]) -> Iterator[str]:
    for action in actions:
        for piece in action.pieces if isinstance(action, Say) else ():
            if isinstance(piece, Phrase):
                yield piece.key


def questions(events: list[Event], owner: Candidate) -> list[str]:
    """The phrases of a call of these events, with a company that knows its owner."""
    state, waiting = begin(), list(events)
    phrases: list[str] = []
    while waiting:
        state, actions = step(state, waiting.pop(0))
        phrases += said(actions)
        if any(isinstance(a, FindAccount) for a in actions):
            waiting.insert(0, AccountsFound(owner.account, facts_of(owner)))
        assert not any(isinstance(a, CheckValues) for a in actions)
    return phrases


def test_who_named_himself_first_is_not_asked_for_his_name(hearing: Hearing) -> None:
    call = CallFacts("+79130000000", "8800", BRANCH, BRANCH)
    asked = 0
    for at in range(CALLS):
        name = hearing.heard(hearing.sound(at, "name"), Asked.ONE_BREATH)
        account = hearing.heard(hearing.sound(at, "account"), Asked.ACCOUNT)
        turns = [TurnHeard(name), TurnHeard(account)]
        phrases = questions([CallStarted(call), KeyHeard("7"), *turns], hearing.owner(at))
        assert "account.ask" in phrases
        asked += "surname.ask" in phrases or "organisation.ask" in phrases
    assert asked <= 0.3 * CALLS
