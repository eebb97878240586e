"""Letters in, meaning out: the entry point of understanding, one object a worker process."""

import time
from dataclasses import replace

import numpy as np

from meterline.ears.base import CustomerBase
from meterline.ears.completeness import Said, completeness
from meterline.ears.greedy import HeardWord, clearness, greedy_words
from meterline.ears.hypotheses import Hypothesis, hypotheses
from meterline.ears.names import OWNED_WHERE, NameListener
from meterline.ears.narrowing import whole_account
from meterline.ears.port import BLANK, COLUMNS, LogProbs
from meterline.ears.search.decoder import Found
from meterline.ears.searching import Searcher
from meterline.ears.slots import account_slot, owner_slot, reading_slots, shares
from meterline.ears.thresholds import thresholds_of
from meterline.language.meaning import read
from meterline.language.turn import (
    Asked,
    Command,
    Decision,
    Expectation,
    Slot,
    Understanding,
)

MOST_FRAMES = 2500
"""Letters beyond these (100 s at 25 frames a second) are not searched."""

STRANGERS_WHERE = frozenset({Asked.ONE_BREATH, Asked.ACCOUNT, Asked.ACCOUNT_BY_DIGIT})
SHORTEST_STRANGER = 8
"""Fewer digits may as well be a value."""


class Understander:
    """Understands turns against one snapshot of the customer base; not for threads."""

    def __init__(self, base: CustomerBase, model: str = "letters-ru-8k") -> None:
        self._base = base
        self._searcher = Searcher(base)
        self._thresholds = thresholds_of(model)
        self._names = NameListener(base, self._thresholds)
        silence = np.full((2, COLUMNS), -20.0, np.float32)
        silence[:, BLANK] = 0.0
        for asked in Asked:
            self.understand(silence, 0.04, Expectation(asked))
        self._names.warm_up(silence)

    def understand(
        self, logp: LogProbs, frame_seconds: float, expectation: Expectation
    ) -> Understanding:
        """What the letters `logp` [frames, COLUMNS] of a turn say, given what was asked."""
        started = time.process_time()
        logp = np.asarray(logp[:MOST_FRAMES], np.float32)
        logp = np.nan_to_num(logp, nan=-30.0, neginf=-30.0, posinf=0.0)
        if not len(logp):
            return Understanding()
        heard = self._understand(logp, frame_seconds, expectation)
        values = {**vars(heard), "core_seconds": time.process_time() - started}
        return Understanding(**values)

    def _understand(
        self, logp: LogProbs, frame_seconds: float, expectation: Expectation
    ) -> Understanding:
        words = greedy_words(logp)
        unclear = -clearness(logp, words)
        founds = self._searcher.inside(logp, expectation)
        ranked = hypotheses(founds, self._base, expectation)
        account = self._account(logp, ranked, expectation, frame_seconds)
        unknown = self._names.unknown(words, expectation.asked)
        if account is None and ranked[0].candidate is None and expectation.asked in OWNED_WHERE:
            ranked, account = self._owned(logp, unknown, founds, ranked, expectation)
        account = account or self._stranger(logp, ranked[0], expectation)
        answer, sure_of_answer = self._answer(ranked, unclear)
        command, sure_of_command = self._command(ranked, unclear)
        best = ranked[0]
        return Understanding(
            text=" ".join(w.letters for w in words),
            account=account,
            name=self._names.verify(logp, unknown, best.candidate) if unknown else None,
            readings=reading_slots(ranked, unclear, self._thresholds, frame_seconds),
            answer=answer,
            answer_probability=sure_of_answer,
            command=command,
            command_probability=sure_of_command,
            completeness=completeness(
                Said(best, account, answer, command, bool(words)), expectation, self._base
            ),
            speech_end=(words[-1].last + 1) * frame_seconds if words else 0.0,
        )

    def _account(
        self,
        logp: LogProbs,
        ranked: list[Hypothesis],
        expectation: Expectation,
        frame_seconds: float,
    ) -> Slot | None:
        gap = self._gap(logp, expectation, ranked[0])
        slot = account_slot(ranked, gap, self._thresholds, frame_seconds)
        if slot is None:
            return None
        value = whole_account(slot.value, expectation.account_beginning)
        refused = value in expectation.accounts_excluded and slot.decision is Decision.SURE
        return replace(slot, value=value, decision=Decision.CONFIRM if refused else slot.decision)

    def _owned(
        self,
        logp: LogProbs,
        unknown: list[HeardWord],
        founds: list[Found],
        ranked: list[Hypothesis],
        expectation: Expectation,
    ) -> tuple[list[Hypothesis], Slot | None]:
        """An organisation may leave out its account: its name decides, if it can."""
        owners = self._names.owners(logp, unknown)
        if not owners.candidates:
            return ranked, None
        known = replace(expectation, candidates=owners.candidates)
        owned = hypotheses(founds, self._base, known)
        slot = owner_slot(owned, owners, self._thresholds)
        return (owned, slot) if slot is not None else (ranked, None)

    def _gap(self, logp: LogProbs, expectation: Expectation, best: Hypothesis) -> float:
        """What the best meaning wins where any account is allowed, in nats."""
        if not best.meaning.account:
            return 0.0
        free = self._searcher.free(logp, expectation)
        return max(0.0, free.score - best.heard) if free else 0.0

    def _stranger(self, logp: LogProbs, best: Hypothesis, expectation: Expectation) -> Slot | None:
        """An account that is not in the base, for the log and the next question."""
        if expectation.asked not in STRANGERS_WHERE or best.candidate or best.meaning.command:
            return None
        free = self._searcher.free(logp, expectation)
        said = read(free.symbols).account if free else ""
        account = whole_account(said, expectation.account_beginning) if said else ""
        return Slot(account, 0.0, Decision.ASK) if len(account) >= SHORTEST_STRANGER else None

    def _answer(self, ranked: list[Hypothesis], unclear: float) -> tuple[bool | None, float]:
        answer = ranked[0].meaning.answer
        if answer is None:
            return None, 0.0
        if answer and ranked[0].meaning.values:
            # Who agrees dictates nothing: «правильно» was rather «неправильно».
            return None, 0.0
        share = sum(h.weight for h in ranked if h.meaning.answer is answer)
        needed = self._thresholds.yes_needs(unclear) if answer else self._thresholds.no
        return (answer if share >= needed else None), share

    def _command(self, ranked: list[Hypothesis], unclear: float) -> tuple[Command | None, float]:
        best = shares(ranked, lambda h: h.meaning.command)
        if not best or ranked[0].meaning.command is None:
            return None, 0.0
        said, share = Command(best[0].value), best[0].probability
        enough = share >= self._thresholds.command_needs(unclear)
        return (said if enough else None), share
