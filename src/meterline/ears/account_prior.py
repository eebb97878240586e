"""What is known of an account before the turn is heard, in nats beside the sound."""

import math

from meterline.language.turn import Expectation

OTHER_ACCOUNT = -3.0
"""For an account other than the one settled or linked to the phone."""
EXCLUDED_ACCOUNT = -8.0
"""For an account that the caller has refused."""
HEARD_BEFORE = 3.0
"""The most that earlier turns speak for an account. Two hearings of one caller on one line
fail alike, so the second is not as good as the first, and no number of them is proof."""


def account_prior(account: str, expectation: Expectation) -> float:
    """Nats for `account`, given whose phone it is and what was heard and refused before."""
    if account in expectation.accounts_excluded:
        return EXCLUDED_ACCOUNT
    known = {c.account for c in expectation.candidates}
    other = OTHER_ACCOUNT if known and account not in known else 0.0
    return other + _heard_before(account, expectation)


def _heard_before(account: str, expectation: Expectation) -> float:
    """From 0 for an account not heard to HEARD_BEFORE for one heard with probability 1."""
    heard = sum(a.probability for a in expectation.accounts_heard if a.value == account)
    return math.log1p(min(1.0, heard) * math.expm1(HEARD_BEFORE))
