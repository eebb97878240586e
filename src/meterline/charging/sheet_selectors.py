"""Questions about sheets."""

from datetime import date

from meterline.charging.law.rules import Rules
from meterline.charging.law.sheets_check import check
from meterline.charging.models import Sheet
from meterline.charging.sheet_files import parse
from meterline.customers.models import Branch


def problems(first: date, last: date) -> list[str]:
    """What the sheets in force lack or say twice for the months, in Russian lines."""
    parsed = [parse(row.content) for row in Sheet.objects.current().order_by("pk")]
    rules = [one.valid_from for one in parsed if isinstance(one, Rules)]
    found = [] if rules and min(rules) <= first else [_no_rules(first, rules)]
    branches = Branch.objects.order_by("key").values_list("key", flat=True)
    sheets = [one for one in parsed if not isinstance(one, Rules)]
    return found + [str(one) for one in check(sheets, branches, first, last)]


def _no_rules(first: date, rules: list[date]) -> str:
    until = f" до {min(rules):%m.%Y}" if rules else ""
    return f"все филиалы, правила: нет правил с {first:%m.%Y}{until}"
