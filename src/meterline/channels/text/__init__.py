"""Readings as people write them: accounts and values in a letter's or a message's text.

Pure: what the company knows of an account is asked through `Lookup`. Doubt is never settled by
a guess: it comes back as a question.
"""

from meterline.channels.text.known import AccountKnown, Lookup, MeterKnown
from meterline.channels.text.parsing import parse
from meterline.channels.text.result import Doubt, Mention, Parsed, Record, Role, State, Value

__all__ = [
    "AccountKnown",
    "Doubt",
    "Lookup",
    "Mention",
    "MeterKnown",
    "Parsed",
    "Record",
    "Role",
    "State",
    "Value",
    "parse",
]
