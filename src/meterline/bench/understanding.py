"""Single turns of a pack, each decided alone, without SIP: the figures of a whole pack."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from meterline.bench.channel import Channel
from meterline.bench.jobs import Plan, judged
from meterline.bench.judging import Verdict
from meterline.bench.measures import measures, reliability
from meterline.bench.pack import SAMPLE_RATE, Pack
from meterline.bench.per_turn import line_of
from meterline.bench.turns import Judged
from meterline.ears.port import AcousticModel

CLEAR = Channel()
"""Lines that add nothing."""


def evaluate(
    pack: Pack, model: AcousticModel, extra: int = 0, channel: Channel = CLEAR
) -> dict[str, Any]:
    """The figures of a pack, heard in this process in a base of `extra` more customers."""
    plan = Plan(pack, lambda: model, channel, extra, jobs=1)
    return figures(list(judged(plan)), channel.hard)


def figures(turns: Sequence[Judged], hard: bool) -> dict[str, Any]:
    """`turns`, `by_role`, `core_seconds_per_audio_second`, `measures`, `reliability`.

    In `by_role` `wrong` is a wrong value taken as sure, `asked` everything that the robot
    would ask about; `confirm_right` of these were offered for confirmation with the right
    value.
    """
    seconds = sum(item.turn.length for item in turns) / SAMPLE_RATE
    spent = sum(item.core_seconds for item in turns)
    return {
        "turns": len(turns),
        "by_role": _by_role(turns),
        "core_seconds_per_audio_second": spent / seconds if seconds else 0.0,
        "measures": measures(turns, hard),
        "reliability": reliability(turns),
    }


def write_turns(turns: Iterable[Judged], file: Path) -> None:
    """One line of JSON a turn. Nothing is masked: packs are labelled test data."""
    with file.open("w", encoding="utf-8") as lines:
        for item in turns:
            lines.write(json.dumps(line_of(item), ensure_ascii=False) + "\n")


def _by_role(turns: Iterable[Judged]) -> dict[str, dict[str, int]]:
    roles: dict[str, dict[str, int]] = {}
    for item in turns:
        counts = roles.setdefault(
            item.turn.role, {"n": 0, "right": 0, "wrong": 0, "asked": 0, "confirm_right": 0}
        )
        counts["n"] += 1
        counts["confirm_right"] += item.verdict is Verdict.CONFIRM
        known = item.verdict in (Verdict.RIGHT, Verdict.WRONG)
        counts[item.verdict.value if known else "asked"] += 1
    return dict(sorted(roles.items()))
