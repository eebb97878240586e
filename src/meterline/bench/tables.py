"""The figures of single turns for people."""

from collections.abc import Iterator
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

Figures = dict[str, Any]


def tables(figures: Figures) -> Iterator[Table]:
    """Turns by role, measures, one breath by slot, reliability."""
    yield _roles(figures["by_role"])
    yield _measures(figures["measures"])
    yield _reliability(figures["reliability"])


def _roles(by_role: Figures) -> Table:
    shown = Table("turn", "n", "right", "wrong", "asked", title="bench understanding")
    for role, counts in by_role.items():
        shown.add_row(role, *(str(counts[key]) for key in ("n", "right", "wrong", "asked")))
    return shown


def _measures(measures: Figures) -> Table:
    shown = Table(
        "measure",
        "n",
        "right, to confirm",
        "wanted",
        "wrong as sure",
        "wanted",
        title="measures, % (95 % interval)",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for name, figures in measures.items():
        if "wanted" in figures:
            shown.add_row(*_measure(name, figures))
    for kind, figures in measures["one_breath_by_slot"]["slots"].items():
        shown.add_row(*_measure(f"one breath: {kind}", figures))
    for half in ("near_surnames", "other_surnames"):
        shown.add_row(*_measure(f"differs: {half.split('_')[0]}", measures["name_differs"][half]))
    absent = measures["account_not_in_base"]
    accepted = _share(absent, "accepted_as_sure")
    shown.add_row("account not in base", str(absent["n"]), "", "", accepted, "")
    return shown


def _measure(name: str, figures: Figures) -> tuple[str, ...]:
    wanted = figures.get("wanted", {})
    return (
        name.replace("_", " "),
        str(figures["n"]),
        _share(figures, "right"),
        _wanted("≥", wanted.get("right_at_least")),
        _share(figures, "wrong") if "wrong" in figures else "",
        _wanted("≤", wanted.get("wrong_at_most")),
    )


def _share(figures: Figures, name: str) -> str:
    if figures[f"{name}_share"] is None:
        return "–"
    low, high = figures[f"{name}_interval"]
    return f"{100 * figures[f'{name}_share']:.1f} ({100 * low:.1f}–{100 * high:.1f})"


def _wanted(sign: str, share: float | None) -> str:
    return "" if share is None else f"{sign} {100 * share:.1f}"


def _reliability(reliability: Figures) -> Table:
    shown = Table("slot", "n", "calibration error", "wanted", title="reliability")
    for kind, figures in reliability.items():
        error = figures["expected_calibration_error"]
        shown.add_row(kind, str(figures["n"]), f"{error:.3f}", f"≤ {figures['wanted_at_most']}")
    return shown
