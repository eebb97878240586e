"""`meterline import numbering`: a newer numbering plan, or the old one."""

import os
import subprocess
import sys
from pathlib import Path

HEADER = "АВС/ DEF;От;До;Емкость;Оператор;Регион;Территория ГАР"


def install(file: Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "meterline", "import", "numbering", file, "--home", home],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_newer_plan_is_installed(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    row = "923;2000000;2009999;10000;Оператор;Республика Хакасия;Республика Хакасия"
    plan.write_text(f"\ufeff{HEADER}\n{row}\n", encoding="utf-8")
    done = install(plan, tmp_path / "home")
    assert (done.returncode, done.stdout) == (0, "plan.csv: диапазонов 1\n")
    assert [path.name for path in (tmp_path / "home" / "numbering").iterdir()] == ["mobile.csv.gz"]


def test_a_file_that_is_no_plan_is_refused_with_its_line(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(f"{HEADER}\n923;2009999;2000000;1;Оператор;Тыва;Тыва\n", encoding="utf-8")
    done = install(plan, tmp_path / "home")
    assert done.returncode == 2
    assert "plan.csv, строка 2" in done.stderr
    assert not (tmp_path / "home" / "numbering").exists()
