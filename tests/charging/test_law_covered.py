"""Every rule has cases, and every rule that a line can name is one of them."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
FILES = [*sorted((HERE / "law_cases").glob("*.yaml")), HERE / "receiving_cases.yaml"]
LAW = HERE.parents[1] / "src" / "meterline" / "charging" / "law"

RULES = {
    "H1": "the billing period is the calendar month",
    "H2": "sending readings is a right",
    "H3": "what comes by the window's last day counts for the month",
    "H4": "what comes later counts for the next",
    "H5": "windows are a table of branch and date",
    "H6": "the mean of six months, of three at least",
    "H7": "three periods in a row at most",
    "H8": "earlier editions",
    "H9": "then the norm",
    "H10": "the coefficient",
    "H11": "expired verification",
    "H12": "too short a history",
    "H14": "a check finds a difference",
    "H16": "readings come again",
    "H17": "the price of the period that charges",
    "H19": "an automatic meter wins",
    "L1": "the same period of last year, else the nearest",
    "L2": "then maximum power",
    "L4": "when organisations hand over",
    "L5": "proof of transmission",
    "L7": "the transformation ratio, each point by itself",
}


def cases_by_rule() -> dict[str, list[str]]:
    """Rule → the cases that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in FILES:
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            for rule in case["rules"]:
                found[rule].append(f"{path.stem}: {case['case']}")
    return found


CASES = cases_by_rule()


@pytest.mark.parametrize(("rule", "about"), RULES.items())
def test_a_rule_has_cases(rule: str, about: str) -> None:
    assert CASES[rule], f"{rule} ({about}) has no case in {[path.name for path in FILES]}"


def test_no_case_names_a_rule_that_is_none() -> None:
    assert {rule: cases for rule, cases in CASES.items() if rule not in RULES} == {}


def test_rules_that_lines_name_are_known() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in LAW.glob("*.py"))
    named = set(re.findall(r'"([HL]\d+)"', text))
    assert {"H3", "H16", "L7"} <= named <= RULES.keys()


def test_there_are_cases_by_the_score() -> None:
    """Sixty at least, each told once."""
    told = {case for cases in CASES.values() for case in cases}
    assert len(told) >= 60
