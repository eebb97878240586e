"""Letters in, meaning out: the entry point of understanding, one object a worker process."""

import time

import numpy as np

from meterline.ears.base import CustomerBase
from meterline.ears.completeness import completeness
from meterline.ears.hypotheses import Hypothesis, hypotheses
from meterline.ears.names import NameListener
from meterline.ears.port import ALPHABET, BLANK, COLUMNS, LogProbs
from meterline.ears.search.decoder import Decoder, Effort
from meterline.ears.search.graph import table_for
from meterline.ears.slots import account_slot, reading_slots, shares
from meterline.ears.thresholds import thresholds_of
from meterline.language.grammar import HEARD, Hears
from meterline.language.turn import (
    Asked,
    Command,
    Completeness,
    Expectation,
    Slot,
    Understanding,
)

MOST_FRAMES = 2500
"""Letters beyond these (100 s at 25 frames a second) are not searched."""

FOUND = 120
WIDE = Effort(width=22.0, most=700)
NARROW = Effort(width=16.0, most=300)


def greedy_text(logp: LogProbs) -> str:
    """The likeliest letters, repeats and blanks taken out."""
    best = logp.argmax(axis=1)
    kept = best[(best != BLANK) & np.concatenate([[True], best[1:] != best[:-1]])]
    return " ".join("".join(ALPHABET[i - 1] for i in kept).split())


class Understander:
    """Understands turns against one snapshot of the customer base; not for threads."""

    def __init__(self, base: CustomerBase, model: str = "letters-ru-8k") -> None:
        self._base = base
        self._decoder = Decoder()
        self._thresholds = thresholds_of(model)
        self._names = NameListener(base, self._thresholds)
        silence = np.full((2, COLUMNS), -20.0, np.float32)
        silence[:, BLANK] = 0.0
        for asked in Asked:
            self.understand(silence, 0.04, Expectation(asked))

    def understand(
        self, logp: LogProbs, frame_seconds: float, expectation: Expectation
    ) -> Understanding:
        """What the letters `logp` [frames, COLUMNS] of a turn say, given what was asked."""
        started = time.process_time()
        logp = np.nan_to_num(np.asarray(logp[:MOST_FRAMES], np.float32), nan=-30.0, neginf=-30.0)
        if not len(logp):
            return Understanding()
        heard = self._understand(logp, frame_seconds, expectation)
        values = {**vars(heard), "core_seconds": time.process_time() - started}
        return Understanding(**values)

    def _understand(
        self, logp: LogProbs, frame_seconds: float, expectation: Expectation
    ) -> Understanding:
        text = greedy_text(logp)
        ranked = self._search(logp, expectation)
        name = self._names.listen(logp, text, ranked[0], expectation)
        ranked = name.hypotheses or ranked
        best = ranked[0]
        gap = self._gap(logp, expectation, best)
        account = name.account or account_slot(ranked, gap, self._thresholds, frame_seconds)
        readings = reading_slots(ranked, 0.0, self._thresholds, frame_seconds)
        answer, sure_of_answer = self._answer(ranked)
        command, sure_of_command = self._command(ranked)
        return Understanding(
            text=text,
            account=account,
            name=name.heard,
            readings=readings,
            answer=answer,
            answer_probability=sure_of_answer,
            command=command,
            command_probability=sure_of_command,
            completeness=completeness(
                best, account, answer, command, text, expectation, self._base
            ),
            speech_end=_speech_end(logp) * frame_seconds,
        )

    def _search(self, logp: LogProbs, expectation: Expectation) -> list[Hypothesis]:
        table = table_for(expectation.asked)
        effort = WIDE if Hears.READINGS in HEARD[expectation.asked] else NARROW
        found = self._decoder.search(logp, table, self._base.keys, effort, FOUND)
        return hypotheses(found, self._base, expectation)

    def _gap(self, logp: LogProbs, expectation: Expectation, best: Hypothesis) -> float:
        """What the best meaning wins where any account is allowed, in nats."""
        if not best.meaning.account:
            return 0.0
        free = self._decoder.search(logp, table_for(expectation.asked), effort=NARROW, count=1)
        return max(0.0, free[0].score - best.heard) if free else 0.0

    def _answer(self, ranked: list[Hypothesis]) -> tuple[bool | None, float]:
        answer = ranked[0].meaning.answer
        if answer is None:
            return None, 0.0
        share = sum(h.weight for h in ranked if h.meaning.answer is answer)
        return (answer, share) if share >= self._thresholds.answer else (None, share)

    def _command(self, ranked: list[Hypothesis]) -> tuple[Command | None, float]:
        best = shares(ranked, lambda h: h.meaning.command)
        if not best or ranked[0].meaning.command is None:
            return None, 0.0
        said, share = Command(best[0].value), best[0].probability
        return (said, share) if share >= self._thresholds.command else (None, share)


def _speech_end(logp: LogProbs) -> int:
    """The frame after the last letter."""
    letters = np.flatnonzero((logp.argmax(axis=1) != BLANK) & (logp.argmax(axis=1) != COLUMNS - 1))
    return int(letters[-1]) + 1 if len(letters) else 0


__all__ = ["Completeness", "Slot", "Understander", "greedy_text"]
