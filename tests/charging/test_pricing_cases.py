"""Charges computed by hand, in price_cases/*.yaml: every line with energy, price and amount."""

from typing import Any

import pytest
import yaml
from priced_made_up import CASES, account, branch, month, policy, portion, shown

from meterline.charging.law.pricing import price

ALL = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(CASES.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", ALL)
def test_lines_are_those_computed_by_hand(case: dict[str, Any]) -> None:
    period = case["period"]
    lines = price(
        [portion(each, period) for each in case["portions"]],
        account(case.get("account", {}), case.get("charged", [])),
        month(period),
        branch(case.get("branch", "ravine")),
        policy(case.get("policy", {})),
    )
    assert [shown(line) for line in lines] == case["lines"]
