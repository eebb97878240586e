"""The `meterline` program: help, unknown commands, failures that can be mended."""

import subprocess
import sys
import types

import pytest
from typer.testing import CliRunner

from meterline import __version__
from meterline.cli import main
from meterline.errors import Mendable

HEAVY = ("django", "numpy", "onnxruntime", "aiortc", "baresip", "numba", "aiohttp")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command `failing` that lacks something."""

    def run() -> None:
        raise Mendable("no model file", "meterline models fetch")

    module = types.ModuleType("meterline_failing_command")
    module.__dict__["run"] = run
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(main.COMMANDS, "failing", (f"{module.__name__}:run", "Fails."))


def test_help_lists_every_command() -> None:
    shown = CliRunner().invoke(main.app, ["--help"])
    assert shown.exit_code == 0
    assert [name for name in main.COMMANDS if name not in shown.output] == []


def test_help_imports_no_heavy_part() -> None:
    program = (
        "import sys\n"
        "from meterline.cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_of_the_table_explains_itself(name: str) -> None:
    shown = CliRunner().invoke(main.app, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert "Usage" in shown.output


def test_version() -> None:
    shown = CliRunner().invoke(main.app, ["--version"])
    assert (shown.exit_code, __version__ in shown.output) == (0, True)


def test_an_unknown_command_is_named() -> None:
    shown = CliRunner().invoke(main.app, ["ropot"])
    assert shown.exit_code == 2
    assert "ropot" in shown.stderr
    assert "robot" in shown.stderr


@pytest.mark.usefixtures("failing")
def test_a_failure_that_can_be_mended_is_two_lines_and_status_2() -> None:
    shown = CliRunner().invoke(main.build(), ["failing"])
    assert shown.exit_code == 2
    assert shown.stderr == "meterline: no model file\nmend: meterline models fetch\n"
    assert shown.stdout == ""
