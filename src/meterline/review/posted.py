"""What a reviewer's form asks for."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.http import QueryDict

from meterline.review.deciding import Asked

FIELD = re.compile(r"v\d{1,18}")
SHOWN = re.compile(r"(\d{1,9})([.,]\d*)?")
PICKED = re.compile(r"(v\d{1,18})=(\d{1,9})")
"""The value of an alternative's button."""


def asked_of(posted: QueryDict, at: datetime) -> Asked:
    """The decision, with the values that belong to it."""
    picked = PICKED.fullmatch(posted.get("pick", ""))
    typed = typed_of(posted)
    if picked:
        typed[picked[1]] = picked[2]
    return Asked(
        do="correct" if picked else posted.get("do", ""),
        at=at,
        typed=_numbers(typed),
        reason=posted.get("reason", "")[:100],
        note=posted.get("note", "").strip()[:300],
        insists=posted.get("insists") == "1",
    )


def typed_of(posted: QueryDict) -> dict[str, str]:
    """What stands in the registers' fields."""
    return {name: str(posted[name]).strip() for name in posted if FIELD.fullmatch(name)}


def _numbers(typed: Mapping[str, str]) -> dict[str, int]:
    """Digits before the comma, where there are any: «2 908,5» is 2908."""
    found = {name: SHOWN.fullmatch("".join(text.split())) for name, text in typed.items()}
    return {name: int(one[1]) for name, one in found.items() if one}
