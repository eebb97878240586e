"""`meterline bench bodies`."""

import json
from pathlib import Path

from typer.testing import CliRunner

from meterline.cli.main import app

FOLDER = Path(__file__).parents[1] / "data" / "bodies"


def test_the_bench_prints_the_table_and_writes_the_figures(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    done = CliRunner().invoke(
        app,
        ["bench", "bodies", str(FOLDER), "--count", "50", "--slips", "1000", "--json", str(file)],
    )
    assert done.exit_code == 0, done.output
    assert "held_out" in done.output
    assert "50 bodies in" in done.output
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert figures["sets"]["first"]["values"]["wrong"] == 0
    assert figures["sets"]["first"]["bodies"]["n"] == 205
    slips = figures["slips"]["values"]
    assert figures["slips"]["bodies"]["n"] == 1000
    assert slips["right"] > slips["n"] / 3
    assert slips["wrong"] <= 0.003 * slips["n"]
