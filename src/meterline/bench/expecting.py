"""What the robot would expect at each turn of a pack, decided alone."""

from meterline.bench.pack import PackTurn
from meterline.ears.base import CustomerBase
from meterline.language.turn import Asked, Expectation
from meterline.robot.describe import expectation_told

_ASKED = {
    "one_breath": Asked.ONE_BREATH,
    "account": Asked.ACCOUNT,
    "account_by_digit": Asked.ACCOUNT_BY_DIGIT,
    "name": Asked.NAME,
    "reading": Asked.READING,
    "correction": Asked.CONFIRM,
    "yes": Asked.CONFIRM,
    "no": Asked.CONFIRM,
    "operator": Asked.MENU,
    "repeat": Asked.MENU,
}
_ASKED_BY_SLOT = {
    "account": Asked.ACCOUNT,
    "confirm": Asked.CONFIRM,
    "readings": Asked.READING,
    "name": Asked.NAME,
    "command": Asked.MENU,
    "region": Asked.REGION,
}
_SETTLED = frozenset({Asked.NAME, Asked.READING, Asked.CONFIRM})


def expectation_of(turn: PackTurn, account: str, base: CustomerBase) -> Expectation:
    """What the robot knew, where a turn of a real call tells it. Otherwise nothing but the
    base where the account is asked; else the account, and the meter that the turn is about."""
    if turn.expected:
        return expectation_told(turn.expected, base.find)
    asked = _ASKED.get(turn.role) or _asked_for(frozenset(turn.slots))
    if asked not in _SETTLED:
        return Expectation(asked)
    candidate = base.find(account)
    serial = turn.slots.get("serial")
    return Expectation(asked, (candidate,) if candidate else (), meter=serial)


def _asked_for(slots: frozenset[str]) -> Asked:
    """The question of a role that is not known, by the slots that its turn answers."""
    if len(slots & {"account", "name", "readings"}) > 1:
        return Asked.ONE_BREATH
    return next((asked for slot, asked in _ASKED_BY_SLOT.items() if slot in slots), Asked.FREE)
