"""Synthetic callers through the bundled model: what the whole of hearing makes of them."""

from pathlib import Path

from meterline.bench.pack import read_pack
from meterline.bench.understanding import evaluate
from meterline.ears.acoustic.bundled import BundledModel

TURNS = Path(__file__).resolve().parents[1] / "data" / "turns"


def test_the_small_pack_is_understood_with_nothing_wrong() -> None:
    figures = evaluate(read_pack(TURNS), BundledModel(), 500)
    roles = figures["by_role"]
    assert figures["turns"] == sum(counts["n"] for counts in roles.values())
    assert sum(counts["wrong"] for counts in roles.values()) == 0
    assert sum(counts["right"] for counts in roles.values()) >= 0.95 * figures["turns"]
    for counts in roles.values():
        assert counts["right"] + counts["wrong"] + counts["asked"] == counts["n"]
