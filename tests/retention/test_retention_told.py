"""What the data protection officer reads is what the program does."""

from pathlib import Path

from meterline.retention.periods import periods

DOCS = Path(__file__).parents[2] / "docs" / "retention.md"


def test_every_period_is_told() -> None:
    rows = DOCS.read_text(encoding="utf-8").splitlines()
    for key, one in periods().kinds.items():
        told = f"| `{key}` | {one.label} | {one.days} | {one.why} | {one.law} | {one.basis} |"
        assert told in rows


def test_all_that_stays_is_told() -> None:
    rows = DOCS.read_text(encoding="utf-8").splitlines()
    for one in periods().stays:
        assert f"| {one.label} | {one.why} | {one.law} | {one.basis} |" in rows
