"""From words said to slots understood, one case a line of said.tsv."""

from pathlib import Path

import pytest
from customers_heard import BY_NAME
from spoken_letters import letters_of

from meterline.ears.understanding import Understander
from meterline.language.turn import Asked, Expectation, Understanding
from meterline.language.zones import Zone

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("said.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
BY_ORDER = (None, Zone.SINGLE, Zone.DAY, Zone.PEAK, Zone.HALF_PEAK, Zone.NIGHT)


def told(heard: Understanding) -> str:
    """What the robot would take or offer for confirmation."""
    parts = []
    if heard.answer is not None:
        parts.append("yes" if heard.answer else "no")
    if heard.account is not None and heard.account.decision.usable:
        parts.append(f"account={heard.account.value}")
    parts += [
        f"{reading.zone or 'value'}={int(reading.slot.value)}"
        for reading in sorted(heard.readings, key=lambda r: BY_ORDER.index(r.zone))
        if reading.slot.decision.usable
    ]
    if heard.command is not None:
        parts.append(f"command={heard.command}")
    if heard.name is not None and heard.name.agrees is not None:
        parts.append("name" if heard.name.agrees else "other_name")
    return " ".join(parts) or "none"


@pytest.mark.parametrize(("asked", "settled", "text", "understood"), CASES)
def test_said(
    understander: Understander, asked: str, settled: str, text: str, understood: str
) -> None:
    candidates = () if settled == "-" else (BY_NAME[settled],)
    expectation = Expectation(Asked(asked), candidates)
    heard = understander.understand(letters_of(text), 0.04, expectation)
    answer, rest = told(heard), understood
    if asked == "one_breath" and "name" not in understood:
        answer = answer.replace(" name", "")
    assert answer == rest
