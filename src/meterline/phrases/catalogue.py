"""The phrases that a company may change: those of the flow, and hours that it may add."""

import functools
from collections.abc import Mapping

from meterline.mouth.flow import HOURS, hour_key
from meterline.mouth.index import read_table


@functools.cache
def catalogue() -> Mapping[str, str]:
    """Texts of the prompt pack by key, in the flow's order; "" where it has no such phrase.

    Number words are not among them: they are joined, and one voice must say all of them.
    """
    return {**read_table(), **{key: "" for key in map(hour_key, HOURS) if key not in read_table()}}
