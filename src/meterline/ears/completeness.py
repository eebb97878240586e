"""How much of what was asked has been said: it decides how long to wait for more."""

from collections.abc import Callable
from dataclasses import dataclass

from meterline.ears.base import CustomerBase
from meterline.ears.hypotheses import Hypothesis, meters_of
from meterline.ears.plausible import PLAUSIBLE, log_prior
from meterline.language.grammar import HEARD, Hears
from meterline.language.turn import (
    Asked,
    Command,
    Completeness,
    Expectation,
    Slot,
)


@dataclass(frozen=True)
class Said:
    """What a turn said so far: its best hypothesis and what was made of it."""

    best: Hypothesis
    account: Slot | None = None
    answer: bool | None = None
    command: Command | None = None
    region: bool = False
    letters: bool = True
    number_begun: Callable[[], bool] = lambda: False
    """Whether digits are among the words, though the best hypothesis has none."""


def completeness(said: Said, expectation: Expectation, base: CustomerBase) -> Completeness:
    """Of what was `said`, given what was asked."""
    best = said.best
    if said.command is not None or said.region:
        return Completeness.COMPLETE
    if said.answer is not None and not best.placed and not best.meaning.account:
        no_may_go_on = expectation.asked is Asked.CONFIRM and not said.answer
        return Completeness.FREE if no_may_go_on else Completeness.COMPLETE
    if said.account is not None and _account_open(best, said.account, base):
        return Completeness.ACCOUNT_OPEN
    if best.placed or best.meaning.zone_open:
        return _readings(best, said.account, expectation)
    if said.account is not None:
        more = Hears.READINGS in HEARD[expectation.asked]
        return Completeness.READING_OPEN if more else Completeness.COMPLETE
    return _nothing_yet(said, expectation) if said.letters else Completeness.NOTHING


def _nothing_yet(said: Said, expectation: Expectation) -> Completeness:
    """Words without any slot that was asked for: «сейчас», or the first of slow digits.

    Where an account and values may be said only digits tell that there is more to come; but
    who says his name alone at the beep is looking for his account: he is waited for.
    """
    hears = HEARD[expectation.asked]
    if hears == {Hears.ACCOUNT}:
        return Completeness.ACCOUNT_OPEN
    if hears == {Hears.READINGS}:
        return Completeness.READING_OPEN
    if hears == {Hears.ACCOUNT, Hears.READINGS} and said.number_begun():
        return number_open(bool(expectation.candidates))
    if expectation.asked is Asked.ONE_BREATH and not expectation.candidates:
        return Completeness.READING_OPEN
    return Completeness.FREE


def number_open(settled: bool) -> Completeness:
    """What a number that has begun leaves open, where the account is settled or not."""
    return Completeness.READING_OPEN if settled else Completeness.ACCOUNT_OPEN


def _account_open(best: Hypothesis, account: Slot, base: CustomerBase) -> bool:
    if not account.decision.usable:
        return True
    index = best.found.index
    return index >= 0 and not best.placed and base.goes_on(index)


def _readings(best: Hypothesis, account: Slot | None, expectation: Expectation) -> Completeness:
    """Complete when every wanted register of every meter in question has a plausible value.

    Digits of nobody's meter may be the beginning of an account.
    """
    if best.candidate is None and account is None and Hears.ACCOUNT in HEARD[expectation.asked]:
        return Completeness.ACCOUNT_OPEN
    wanted = {
        (meter.serial, register.zone)
        for meter in meters_of(best.candidate, expectation)
        for register in meter.registers
        if not expectation.zones or register.zone in expectation.zones
    }
    said = {
        (p.serial, p.zone)
        for p in best.placed
        if p.register is not None and log_prior(int(p.value.digits), p.register) > PLAUSIBLE
    }
    if expectation.asked is Asked.CONFIRM and said:
        return Completeness.COMPLETE
    done = bool(wanted) and wanted <= said and not best.meaning.zone_open
    return Completeness.COMPLETE if done else Completeness.READING_OPEN
