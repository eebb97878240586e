"""From weighted hypotheses to slots: value, alternatives, evidence; the judge decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from meterline.ears.assignment import Placed
from meterline.ears.calibration import Case, Judge, Kind
from meterline.ears.evidence import Key, Lead, Line, lead_of, log_odds, shares
from meterline.ears.hypotheses import Hypothesis
from meterline.ears.names import Owners
from meterline.ears.plausible import PLAUSIBLE, log_prior
from meterline.language.turn import Command, Decision, ReadingHeard, Slot

SETTLED = 8.0
"""Log-odds of an account that was known before the turn."""
MOST_DIGITS_BESIDE = 4
"""Who dictates more digits than this gives no command."""
NO_HISTORY = -8.0
"""Log prior as usual values have it, where no last value is known."""
NO_REGISTER = -30.0
"""Log prior of a value that has no register to be compared with."""


@dataclass(frozen=True)
class Heard:
    """A turn after its search: hypotheses best first, its line, and who decides."""

    hypotheses: Sequence[Hypothesis]
    line: Line
    judge: Judge
    frame_seconds: float

    @property
    def best(self) -> Hypothesis:
        """The best hypothesis."""
        return self.hypotheses[0]

    def case(self, kind: Kind, value: str, lead: Lead, **more: float) -> Case:
        """The case of `value`: what every slot is judged by, and `more` of its own."""
        evidence = {
            "margin": lead.margin,
            "heard": lead.heard,
            "odds": lead.odds,
            "unclear": self.line.unclear,
            "strain": self.line.strain,
            "flat": self.line.flat,
            "letters": self.line.letters,
            **more,
        }
        return Case(kind, value, evidence, self.line.unclear, never_sure=lead.by_prior)

    def second(self, place: int) -> float:
        """Seconds at which the best hypothesis' symbol `place` was known."""
        frames = self.best.found.frames
        return frames[place] * self.frame_seconds if frames else 0.0


def account_slot(
    heard: Heard, gap: float, name: bool | None, *, restarted: bool = False
) -> Slot | None:
    """The account of the best hypothesis. `gap` is what leaving the base would win, in nats;
    `name`, whether the name said is that account's; `restarted`, whether the words may have
    been another account's with a false start: then it is asked about."""
    best = heard.best
    start, end = (heard.second(place) for place in best.meaning.account_span)
    if not best.account:
        digits = best.meaning.account
        decision = heard.judge.without_value(Kind.ACCOUNT, heard.line.unclear)
        return Slot(digits, 0.0, decision, (), start, end) if digits else None
    lead = lead_of(heard.hypotheses, lambda h: h.account, best.account)
    more = {"gap": gap, "digits": len(best.account), "name": {True: 1, False: -1, None: 0}[name]}
    case = heard.case(Kind.ACCOUNT, best.account, lead, **more)
    judged = heard.judge.judge(asked_about(case) if restarted else case)
    alternatives = tuple(shares(heard.hypotheses, lambda h: h.account or None))
    return Slot(best.account, judged.probability, judged.decision, alternatives, start, end)


def _same_place(placed: Placed) -> Key:
    """The value that a hypothesis gives to the register of `placed`, as a number."""

    def key(h: Hypothesis) -> str | None:
        for other in h.placed:
            if (other.zone, other.serial) == (placed.zone, placed.serial):
                return str(int(other.value.digits))
        return None

    return key


def _bare_place(at: int) -> Key:
    """The same where no meter is known: by the order of the values."""

    def key(h: Hypothesis) -> str | None:
        return str(int(h.placed[at].value.digits)) if at < len(h.placed) else None

    return key


def reading_slots(heard: Heard, account: Slot | None) -> tuple[ReadingHeard, ...]:
    """A slot for each value of the best hypothesis; `account` is the one said in the same
    breath: whose meter it is cannot be surer than whose account."""
    return tuple(
        ReadingHeard(placed.zone, placed.serial, _value_slot(heard, at, placed, account))
        for at, placed in enumerate(heard.best.placed)
    )


def _value_slot(heard: Heard, at: int, placed: Placed, account: Slot | None) -> Slot:
    key = _same_place(placed) if placed.zone is not None else _bare_place(at)
    lead = lead_of(heard.hypotheses, key, str(int(placed.value.digits)))
    value = placed.value
    case = heard.case(
        Kind.READING,
        value.digits,
        lead,
        digits=len(value.digits),
        prior=_prior(placed) if _has_history(placed) else NO_HISTORY,
        open=value.unclear,
        stray=heard.best.assignment.stray,
        account=account_odds(account.probability) if account else SETTLED,
    )
    unsure_account = account is not None and account.decision is not Decision.SURE
    if heard.best.assignment.stray or value.unclear or unsure_account or not plausible(placed):
        case = asked_about(case)
    judged = heard.judge.judge(case)
    return Slot(
        value=value.digits,
        probability=judged.probability,
        decision=judged.decision,
        alternatives=tuple(shares(heard.hypotheses, key)),
        start=heard.second(value.first),
        end=heard.second(value.last),
    )


def account_odds(probability: float) -> float:
    """The log-odds of an account, as evidence for the values said with it."""
    return log_odds(probability, 1.0 - probability)


def asked_about(case: Case) -> Case:
    """The same case, not to be taken without a question."""
    return Case(case.kind, case.value, case.evidence, case.unclear, never_sure=True)


def owner_slot(heard: Heard, owners: Owners) -> Slot | None:
    """The account that a name alone says, if its meter may show every value said."""
    best = heard.best
    if best.candidate is None or not best.placed or not all(plausible(p) for p in best.placed):
        return None

    def key(h: Hypothesis) -> str | None:
        return h.candidate.account if h.candidate else None

    lead = lead_of(heard.hypotheses, key, best.candidate.account)
    more = {"name_score": owners.score, "owners": len(owners.candidates)}
    judged = heard.judge.judge(heard.case(Kind.OWNER, best.candidate.account, lead, **more))
    if not judged.decision.usable:
        return None
    ranked = tuple(shares(heard.hypotheses, key))
    return Slot(best.candidate.account, judged.probability, judged.decision, ranked)


def answer_heard(heard: Heard) -> tuple[bool | None, float]:
    """Yes or no with its probability; None where it is not sure enough."""
    answer = heard.best.meaning.answer
    if answer is None or (answer and heard.best.meaning.values):
        # Who agrees dictates nothing: «правильно» was rather «неправильно».
        return None, 0.0
    value = str(answer)
    lead = lead_of(heard.hypotheses, _answer_key, value)
    kind = Kind.YES if answer else Kind.NO
    judged = heard.judge.judge(heard.case(kind, value, lead, values=len(heard.best.placed)))
    return (answer if judged.decision is Decision.SURE else None), judged.probability


def _answer_key(h: Hypothesis) -> str | None:
    return None if h.meaning.answer is None else str(h.meaning.answer)


def command_heard(heard: Heard) -> tuple[Command | None, float]:
    """The command of the best hypothesis with its probability; None if not sure enough."""
    command = heard.best.meaning.command
    if command is None:
        return None, 0.0
    lead = lead_of(heard.hypotheses, lambda h: h.meaning.command, command)
    digits = len(heard.best.meaning.account) + sum(
        len(placed.value.digits) for placed in heard.best.placed
    )
    case = heard.case(Kind.COMMAND, command, lead, digits=digits)
    judged = heard.judge.judge(asked_about(case) if digits > MOST_DIGITS_BESIDE else case)
    return (command if judged.decision is Decision.SURE else None), judged.probability


def region_slot(heard: Heard) -> Slot | None:
    """The region named; what is like two regions («Алтай») is asked about or again."""
    region = heard.best.meaning.region
    if region is None:
        return None
    lead = lead_of(heard.hypotheses, _region, region)
    judged = heard.judge.judge(heard.case(Kind.REGION, region, lead))
    ranked = tuple(shares(heard.hypotheses, _region))
    return Slot(region, judged.probability, judged.decision, ranked)


def _region(h: Hypothesis) -> str | None:
    return h.meaning.region


def plausible(placed: Placed) -> bool:
    """Whether the value's register may well show it now."""
    return _prior(placed) > PLAUSIBLE


def _has_history(placed: Placed) -> bool:
    """Whether anything could speak for the value: not on a meter just installed."""
    return placed.register is None or placed.register.last is not None


def _prior(placed: Placed) -> float:
    register = placed.register
    return NO_REGISTER if register is None else log_prior(int(placed.value.digits), register)
