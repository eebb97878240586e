"""An explanation as tables for the terminal."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from meterline.ears.explanation import BaseEffect, Explanation, Meaning, NameEffect, Reason
from meterline.language.turn import Decision


def tables(explained: Explanation) -> Iterator[Table]:
    """Words, meanings, what base and prior changed, the name, the decisions."""
    yield _words(explained)
    yield _meanings(explained)
    if explained.base:
        yield _base(explained.base)
    yield _prior(explained.meanings, explained.by_sound)
    if explained.name:
        yield _name(explained.name)
    yield _decisions(explained.reasons)


def told(meaning: Meaning) -> str:
    """A meaning in one line."""
    parts = [f"счёт {meaning.account}"] if meaning.account else []
    for value in meaning.values:
        place = " ".join(part for part in (value.zone, value.serial and f"№{value.serial}") if part)
        parts.append(f"{place or 'значение'} {value.digits}")
    if meaning.answer is not None:
        parts.append("да" if meaning.answer else "нет")
    if meaning.command:
        parts.append(f"команда {meaning.command}")
    return " · ".join(parts) or "—"


def why(reason: Reason) -> str:
    """Which limit decided, in one line."""
    p = f"p {reason.probability:.4f}"
    if reason.decision is Decision.SURE:
        return f"{p} ≥ {reason.sure_from:.4f}: a question costs more than the risk"
    sure = reason.probability >= reason.sure_from
    below = "a rule forbids sure" if sure else f"{p} < {reason.sure_from:.4f} for sure"
    if reason.decision is Decision.CONFIRM:
        return f"{below}; {p} ≥ {reason.confirm_from:.4f}: worth a question"
    if reason.confirm_from < 1.0:
        below += f"; < {reason.confirm_from:.4f} for a question"
    chance = f"next try {reason.next_try:.2f}"
    if reason.decision is Decision.GIVE_UP:
        return f"{below}; {chance} < {reason.give_up_below:.2f}: keys are cheaper"
    return f"{below}; {chance} ≥ {reason.give_up_below:.2f}: ask again"


def _words(explained: Explanation) -> Table:
    table = Table("from", "to", "letters", "probability", title="letters over time")
    for word in explained.words:
        heard = [x.probability for x in explained.letters if word.start <= x.second < word.end]
        least = f"{min(heard):.2f}" if heard else ""
        table.add_row(f"{word.start:.2f}", f"{word.end:.2f}", word.letters, f"≥ {least}")
    return table


def _meanings(explained: Explanation) -> Table:
    table = Table("#", "meaning", "sound", "prior", "both", "share", title="best meanings")
    for rank, one in enumerate(explained.meanings, start=1):
        scores = (one.sound, one.prior, one.sound + one.prior)
        table.add_row(
            str(rank), told(one), *(f"{score:.1f}" for score in scores), f"{one.share:.4f}"
        )
    return table


def _base(effect: BaseEffect) -> Table:
    table = Table("customer base", "account", "sound", title="what the customer base changed")
    table.add_row("best of any account", effect.free_account or "—", f"{effect.free_sound:.1f}")
    table.add_row("best inside", effect.inside_account or "—", f"{effect.inside_sound:.1f}")
    table.add_row("gap between them, nats", "", f"{effect.gap:.1f}")
    margin = "no other account" if effect.margin is None else f"{effect.margin:.1f}"
    table.add_row("margin over the next inside, nats", effect.next_account or "—", margin)
    return table


def _prior(meanings: Sequence[Meaning], by_sound: Sequence[Meaning]) -> Table:
    table = Table("#", "with the plausible range", "by sound alone", title="what the prior changed")
    for rank in range(max(len(meanings), len(by_sound))):
        row = [told(some[rank]) if rank < len(some) else "" for some in (meanings, by_sound)]
        table.add_row(str(rank + 1), *row)
    return table


def _name(effect: NameEffect) -> Table:
    table = Table("name", "heard", "nats a letter", "agrees", title="name")
    verdict = {True: "yes", False: "no", None: "cannot tell"}[effect.agrees]
    limits = f"agrees from {effect.agrees_from}, differs below {effect.differs_below}"
    score = f"{effect.score:.2f} ({limits})"
    table.add_row(effect.name or "—", effect.letters, score, verdict)
    return table


def _decisions(reasons: Sequence[Reason]) -> Table:
    table = Table("slot", "value", "decision", "why", "evidence: log-odds", title="decisions")
    for one in reasons:
        added = ", ".join(f"{w.of} {w.value:.2f}: {w.odds:+.1f}" for w in one.weighed)
        parts = f"{one.bias:+.1f}; {added}"
        table.add_row(one.kind, one.value, one.decision.value, why(one), parts)
    return table
