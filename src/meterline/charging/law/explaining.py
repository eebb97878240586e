"""Why a line of a charge is what it is: one Russian sentence with its numbers and its law."""

from collections.abc import Callable

from meterline.charging.law.explaining_estimates import average, norm
from meterline.charging.law.explaining_organisations import history, max_power
from meterline.charging.law.explaining_readings import measured, refund
from meterline.charging.law.facts import Ground
from meterline.charging.law.results import Line
from meterline.charging.law.told import Because, Told
from meterline.charging.law.wording import dotted, kwh

_SENTENCES: dict[Ground, Callable[[Told], Because]] = {
    Ground.SMART: measured,
    Ground.ACTUAL: measured,
    Ground.CONTROL: measured,
    Ground.REFUND: refund,
    Ground.AVERAGE: average,
    Ground.NORM: norm,
    Ground.LAST_YEAR: history,
    Ground.NEAREST: history,
    Ground.MAX_POWER: max_power,
}
"""Ground → how its lines are explained."""


def explain(line: Line) -> str:
    """One Russian sentence: what happened, the arithmetic, the point of the decree, its edition.

    Spaces inside numbers and before units do not break.
    """
    told = Told(line)
    because = _SENTENCES[line.portion.ground](told)
    detail = f", {because.detail}" if because.detail else ""
    law = f"{because.point} {_edition(told)}{detail}"
    return f"{because.what}{_share(told)} — {law}."


def _share(told: Told) -> str:
    """How much of it is this line's, where ranges or days of prices divide it."""
    whole = told.energy.get(told.zone)
    if whole is None or told.line.energy == whole:
        return ""
    return f"; в этой строке {kwh(abs(told.line.energy))}"


def _edition(told: Told) -> str:
    since = dotted(told.day("valid_from"))
    if told.count("decree") == 442:
        return f"(правила действуют с {since})"
    return f"в редакции от {told.text('edition')} (действует с {since})"
