"""Why a turn was understood as it was: every step of it, as data.

For people who tune and who ask why, not for the robot: everything is searched twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from meterline.ears.base import CustomerBase
from meterline.ears.calibration import (
    DEFAULT_MODEL,
    Calibration,
    Case,
    Judged,
    Kind,
    SlotCalibration,
    calibration_of,
)
from meterline.ears.greedy import greedy_words
from meterline.ears.hypotheses import Hypothesis, hypotheses
from meterline.ears.menu import dictating, was_dictated
from meterline.ears.port import ALPHABET, BLANK, LogProbs
from meterline.ears.search.decoder import Found
from meterline.ears.searching import Searcher
from meterline.ears.understanding import MOST_FRAMES, Understander
from meterline.language.meaning import read
from meterline.language.turn import Asked, Candidate, Decision, Expectation, Understanding

MOST_MEANINGS = 10


@dataclass(frozen=True)
class LetterHeard:
    """A likeliest letter: when it began, in seconds, and its probability there."""

    letter: str
    second: float
    probability: float


@dataclass(frozen=True)
class WordHeard:
    """Letters between spaces, in seconds."""

    letters: str
    start: float
    end: float


@dataclass(frozen=True)
class ValueMeant:
    """A value of one meaning; `zone` and `serial` empty where no meter is known."""

    zone: str
    serial: str
    digits: str


@dataclass(frozen=True)
class Meaning:
    """One of the N best meanings. `sound` is the log score of sound and grammar, `prior` what
    the base, the account and the plausible range add, both in nats; `share` its probability."""

    account: str
    values: tuple[ValueMeant, ...]
    answer: bool | None
    command: str
    sound: float
    prior: float
    share: float


@dataclass(frozen=True)
class BaseEffect:
    """What searching inside the customer base changed.

    `free` is the best meaning where any account is allowed; `gap`, in nats, what it wins
    over the best one inside; `margin` what that wins over the best with another account.
    """

    free_account: str
    free_values: tuple[str, ...]
    free_sound: float
    inside_account: str
    inside_sound: float
    gap: float
    margin: float | None
    next_account: str


@dataclass(frozen=True)
class Weighed:
    """One piece of evidence, its value, and what it adds to the log-odds."""

    of: str
    value: float
    odds: float


@dataclass(frozen=True)
class Reason:
    """Why a slot was decided so: its probability against the limits that the costs set.

    `never_sure`: a rule forbids to take the value without a question. `bias` and the odds
    of `weighed` sum to the log-odds of `probability`. `next_try` is the chance that the
    caller would be understood if asked again, `give_up_below` the least for which that pays.
    """

    kind: str
    value: str
    probability: float
    decision: Decision
    sure_from: float
    confirm_from: float
    never_sure: bool
    next_try: float
    give_up_below: float
    bias: float
    weighed: tuple[Weighed, ...]


@dataclass(frozen=True)
class NameEffect:
    """The name of the account against what was heard, in nats a letter (0 is perfect)."""

    name: str
    letters: str
    score: float
    agrees: bool | None
    agrees_from: float
    differs_below: float


@dataclass(frozen=True)
class Explanation:
    """A turn from letters to decisions. `probabilities` are [frames, columns]."""

    understanding: Understanding
    frame_seconds: float
    probabilities: LogProbs
    letters: tuple[LetterHeard, ...]
    words: tuple[WordHeard, ...]
    meanings: tuple[Meaning, ...]
    by_sound: tuple[Meaning, ...]
    """The same meanings, ranked without any prior."""
    base: BaseEffect | None
    name: NameEffect | None
    reasons: tuple[Reason, ...]


class NotingJudge:
    """Decides as the calibration does and keeps what it was asked."""

    def __init__(self, calibration: Calibration) -> None:
        self.calibration = calibration
        self.cases: list[tuple[Case, Judged]] = []

    def judge(self, case: Case) -> Judged:
        """See Judge."""
        judged = self.calibration.judge(case)
        self.cases.append((case, judged))
        return judged

    def without_value(self, kind: Kind, unclear: float) -> Decision:
        """See Judge."""
        return self.calibration.without_value(kind, unclear)


class Explainer:
    """Understands turns as the robot does and tells how; not for threads."""

    def __init__(self, base: CustomerBase, model: str = DEFAULT_MODEL) -> None:
        self._base = base
        self._judge = NotingJudge(calibration_of(model))
        self._understander = Understander(base, model, self._judge)
        self._searcher = Searcher(base)

    def explain(
        self, logp: LogProbs, frame_seconds: float, expectation: Expectation
    ) -> Explanation:
        """How the letters `logp` [frames, columns] are understood, given what was asked.

        Raises ValueError where there are no letters at all.
        """
        if not len(logp):
            raise ValueError("no sound")
        self._judge.cases.clear()
        logp = np.asarray(logp[:MOST_FRAMES], np.float32)
        understood = self._understander.understand(logp, frame_seconds, expectation)
        if expectation.asked is Asked.MENU and was_dictated(understood):
            expectation = dictating(expectation)
        known = self._with_owner(understood, expectation)
        ranked = hypotheses(self._searcher.inside(logp, expectation), self._base, known)
        by_sound = sorted(ranked, key=lambda h: -h.heard)
        words = greedy_words(logp)
        seconds = [
            (w.letters, w.first * frame_seconds, (w.last + 1) * frame_seconds) for w in words
        ]
        return Explanation(
            understanding=understood,
            frame_seconds=frame_seconds,
            probabilities=np.exp(logp),
            letters=_letters(logp, frame_seconds),
            words=tuple(WordHeard(*word) for word in seconds),
            meanings=_meanings(ranked),
            by_sound=_meanings(by_sound),
            base=_base_effect(ranked, self._searcher.free(logp, expectation)),
            name=self._name(understood, ranked[0].candidate),
            reasons=tuple(self._reason(*case) for case in self._judge.cases),
        )

    def _with_owner(self, understood: Understanding, expectation: Expectation) -> Expectation:
        """The owner that a name alone said stands for the account, as when it was decided."""
        owner = any(case.kind is Kind.OWNER for case, _ in self._judge.cases)
        account = understood.account.value if owner and understood.account else ""
        found = self._base.find(account) if account else None
        return replace(expectation, candidates=(found,)) if found else expectation

    def _name(self, understood: Understanding, candidate: Candidate | None) -> NameEffect | None:
        heard, limits = understood.name, self._judge.calibration.names
        if heard is None:
            return None
        name = candidate.name if candidate else ""
        return NameEffect(
            name, heard.letters, heard.score, heard.agrees, limits.name_agrees, limits.name_differs
        )

    def _reason(self, case: Case, judged: Judged) -> Reason:
        slot = self._judge.calibration.slots[case.kind]
        return Reason(
            kind=case.kind.value,
            value=case.value,
            probability=judged.probability,
            decision=judged.decision,
            sure_from=slot.costs.sure_from,
            confirm_from=slot.costs.confirm_from,
            never_sure=case.never_sure,
            next_try=slot.again.probability({"unclear": case.unclear}),
            give_up_below=slot.costs.give_up_below,
            bias=slot.curve.bias,
            weighed=_weighed(slot, case.evidence),
        )


def _letters(logp: LogProbs, frame_seconds: float) -> tuple[LetterHeard, ...]:
    best = logp.argmax(axis=1)
    begins = (best != BLANK) & np.concatenate([[True], best[1:] != best[:-1]])
    return tuple(
        LetterHeard(
            ALPHABET[best[at] - 1], float(at * frame_seconds), float(np.exp(logp[at, best[at]]))
        )
        for at in np.flatnonzero(begins)
    )


def _meanings(ranked: Sequence[Hypothesis]) -> tuple[Meaning, ...]:
    """Different meanings in the order given; the shares of those that say the same add up."""
    found: dict[Meaning, Meaning] = {}
    for h in ranked:
        said = _meaning(h)
        first = found.get(said)
        if first:
            found[said] = replace(first, share=first.share + h.weight)
        elif len(found) < MOST_MEANINGS:
            found[said] = replace(said, sound=h.heard, prior=h.score - h.heard, share=h.weight)
    return tuple(found.values())


def _meaning(h: Hypothesis) -> Meaning:
    """What it says, without its scores."""
    values = tuple(
        ValueMeant(p.zone.value if p.zone else "", p.serial or "", p.value.digits) for p in h.placed
    )
    command = h.meaning.command.value if h.meaning.command else ""
    account = h.account or h.meaning.account
    return Meaning(account, values, h.meaning.answer, command, 0.0, 0.0, 0.0)


def _base_effect(ranked: Sequence[Hypothesis], free: Found | None) -> BaseEffect | None:
    """None where no account was said."""
    best = ranked[0]
    if free is None or not (best.meaning.account or read(free.symbols).account):
        return None
    said = read(free.symbols)
    other = next((h for h in ranked if h.account and h.account != best.account), None)
    return BaseEffect(
        free_account=said.account,
        free_values=tuple(value.digits for value in said.values),
        free_sound=free.score,
        inside_account=best.account,
        inside_sound=best.heard,
        gap=max(0.0, free.score - best.heard),
        margin=best.score - other.score if other else None,
        next_account=other.account if other else "",
    )


def _weighed(slot: SlotCalibration, evidence: Mapping[str, float]) -> tuple[Weighed, ...]:
    sums: dict[str, float] = {}
    for term in slot.curve.terms:
        sums[term.of] = sums.get(term.of, 0.0) + term.at(evidence)
    weighed = [Weighed(of, float(evidence.get(of, 0.0)), odds) for of, odds in sums.items()]
    return tuple(sorted(weighed, key=lambda one: -abs(one.odds)))
