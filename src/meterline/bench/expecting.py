"""What the robot would expect at each turn of a pack, decided alone."""

from meterline.bench.pack import PackTurn
from meterline.ears.base import CustomerBase
from meterline.language.turn import Asked, Expectation

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
_SETTLED = frozenset({Asked.NAME, Asked.READING, Asked.CONFIRM})


def expectation_of(turn: PackTurn, account: str, base: CustomerBase) -> Expectation:
    """Nothing known but the base where the account is asked; else the account, and the
    meter that the turn is about."""
    asked = _ASKED.get(turn.role, Asked.FREE)
    if asked not in _SETTLED:
        return Expectation(asked)
    candidate = base.find(account)
    serial = turn.slots.get("serial")
    return Expectation(asked, (candidate,) if candidate else (), meter=serial)
