"""One turn of a bench as plain data, so that errors can be looked at."""

from dataclasses import asdict
from typing import Any

from meterline.bench.turns import Judged
from meterline.robot.describe import describe_heard


def line_of(item: Judged) -> dict[str, Any]:
    """What was said, on which line, what was heard and decided, and how it is judged.

    Accounts and names stand there in full.
    """
    turn = item.turn
    return {
        "call": item.call.call,
        "role": turn.role,
        "start": turn.start,
        "seconds": round(turn.length / 8000, 2),
        "line": asdict(item.line),
        "text": turn.text,
        "said": turn.slots,
        "ambiguous": turn.ambiguous,
        "heard": describe_heard(item.heard),
        "verdict": item.verdict.value,
        "slots": [asdict(slot) for slot in item.slots],
        "tried": [asdict(one) for one in item.tried],
    }
