"""Letters in, meaning out: the entry point of understanding, one object a worker process."""

import time
from dataclasses import replace

import numpy as np

from meterline.ears.base import CustomerBase
from meterline.ears.beginnings import number_begun
from meterline.ears.calibration import DEFAULT_MODEL, Judge, calibration_of
from meterline.ears.completeness import Said, completeness
from meterline.ears.evidence import line_of
from meterline.ears.greedy import HeardWord, greedy_words
from meterline.ears.hypotheses import Hypothesis, hypotheses
from meterline.ears.linked import linked_slot, weighed_by_name
from meterline.ears.menu import dictating, is_dictation, may_dictate, with_patience
from meterline.ears.names import OWNED_WHERE, NameListener
from meterline.ears.narrowing import whole_account
from meterline.ears.port import BLANK, COLUMNS, LogProbs
from meterline.ears.restarts import may_be_restarted
from meterline.ears.search.decoder import Found
from meterline.ears.searching import Searcher, effort_for
from meterline.ears.slots import (
    Heard,
    account_slot,
    answer_heard,
    command_heard,
    owner_slot,
    reading_slots,
    region_slot,
)
from meterline.language.meaning import read
from meterline.language.turn import (
    Asked,
    Decision,
    Expectation,
    NameHeard,
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

    def __init__(
        self, base: CustomerBase, model: str = DEFAULT_MODEL, judge: Judge | None = None
    ) -> None:
        """`judge` decides on the values heard, by default the calibration of `model`."""
        self._calibration = calibration = calibration_of(model)
        self._base = base
        self._searcher = Searcher(base)
        self._judge = judge or calibration
        self._names = NameListener(base, calibration.names)
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
        hear = self._in_menu if expectation.asked is Asked.MENU else self._understand
        heard = hear(logp, frame_seconds, expectation)
        values = {**vars(heard), "core_seconds": time.process_time() - started}
        return Understanding(**values)

    def _in_menu(
        self, logp: LogProbs, frame_seconds: float, expectation: Expectation
    ) -> Understanding:
        chosen = self._understand(logp, frame_seconds, expectation)
        if not may_dictate(chosen):
            return chosen
        breath = dictating(expectation)
        dictated = self._understand(logp, frame_seconds, breath, self._calibration)
        if not is_dictation(chosen, dictated):
            return with_patience(chosen, dictated, settled=bool(expectation.candidates))
        # Another judge than the calibration wants to be asked about what is taken.
        known = self._judge is self._calibration
        return dictated if known else self._understand(logp, frame_seconds, breath)

    def _understand(
        self,
        logp: LogProbs,
        frame_seconds: float,
        expectation: Expectation,
        judge: Judge | None = None,
    ) -> Understanding:
        words = greedy_words(logp)
        founds = self._searcher.inside(logp, expectation)
        unknown = self._names.unknown(words, expectation.asked)
        names = self._names.among(logp, unknown, expectation.candidates)
        ranked = weighed_by_name(hypotheses(founds, self._base, expectation), names)
        line = line_of(logp, words, effort_for(expectation.asked).hold_blank, ranked[0])
        heard = Heard(ranked, line, judge or self._judge, frame_seconds)
        name = self._name(logp, unknown, ranked[0])
        account = self._account(logp, heard, expectation, name)
        if account is None and len(expectation.candidates) > 1:
            account = linked_slot(ranked, names)
        if account is None and ranked[0].candidate is None and expectation.asked in OWNED_WHERE:
            heard, account = self._owned(logp, unknown, founds, heard, expectation)
            name = self._name(logp, unknown, heard.best)
        readings = reading_slots(heard, account)
        account = account or self._stranger(logp, heard.best, expectation)
        answer, sure_of_answer = answer_heard(heard)
        command, sure_of_command = command_heard(heard)
        region = region_slot(heard)
        said = Said(
            heard.best,
            account,
            answer,
            command,
            region is not None,
            bool(words),
            lambda: number_begun(logp, words),
        )
        return Understanding(
            text=" ".join(w.letters for w in words),
            account=account,
            name=name,
            readings=readings,
            answer=answer,
            answer_probability=sure_of_answer,
            command=command,
            command_probability=sure_of_command,
            region=region,
            completeness=completeness(said, expectation, self._base),
            speech_end=(words[-1].last + 1) * frame_seconds if words else 0.0,
        )

    def _name(self, logp: LogProbs, unknown: list[HeardWord], best: Hypothesis) -> NameHeard | None:
        return self._names.verify(logp, unknown, best.candidate) if unknown else None

    def _account(
        self, logp: LogProbs, heard: Heard, expectation: Expectation, name: NameHeard | None
    ) -> Slot | None:
        gap = self._gap(logp, expectation, heard.best)
        agrees = name.agrees if name is not None else None
        slot = account_slot(heard, gap, agrees, restarted=self._restarted(heard))
        if slot is None:
            return None
        value = whole_account(slot.value, expectation.account_beginning)
        refused = value in expectation.accounts_excluded and slot.decision is Decision.SURE
        return replace(slot, value=value, decision=Decision.CONFIRM if refused else slot.decision)

    def _restarted(self, heard: Heard) -> bool:
        """Whether the account may have been another one with a false start."""
        account = heard.best.account
        others = (h.account for h in heard.hypotheses if h.account)
        return bool(account) and may_be_restarted(account, others, self._base)

    def _owned(
        self,
        logp: LogProbs,
        unknown: list[HeardWord],
        founds: list[Found],
        heard: Heard,
        expectation: Expectation,
    ) -> tuple[Heard, Slot | None]:
        """An organisation may leave out its account: its name decides, if it can."""
        owners = self._names.owners(logp, unknown)
        if not owners.candidates:
            return heard, None
        known = replace(expectation, candidates=owners.candidates)
        owned = replace(heard, hypotheses=hypotheses(founds, self._base, known))
        slot = owner_slot(owned, owners)
        return (owned, slot) if slot is not None else (heard, None)

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
