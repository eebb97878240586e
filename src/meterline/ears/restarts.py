"""«Двенадцать… двенадцать триста»: begun again, or said twice? Words alone do not tell.

The search hears both, 1212300 and 12300, and what was said twice is the likelier. Where the
other may be an account too, the caller is asked. Values need no such rule: without their
digits said twice they are a hundred times smaller, and only one of the two is plausible.
"""

from collections.abc import Iterable, Iterator

from meterline.ears.base import CustomerBase

LEAST = 2
"""Digits that are begun again as one; a single digit said twice is rather two digits."""


def may_be_restarted(account: str, others: Iterable[str], base: CustomerBase) -> bool:
    """Whether the words of `account` may have been another account of `base`, whole or begun,
    with a false start; `others` are the accounts that were heard too."""
    return any(base.begins(once) for once in _said_once(account)) or any(
        _is_restart(account, other) for other in others
    )


def _said_once(digits: str) -> Iterator[str]:
    """`digits` with one run that stands twice, one after the other, said once."""
    for at in range(len(digits)):
        for size in range(LEAST, (len(digits) - at) // 2 + 1):
            if digits[at : at + size] == digits[at + size : at + 2 * size]:
                yield digits[: at + size] + digits[at + 2 * size :]


def _is_restart(account: str, other: str) -> bool:
    """Whether `other` is `account` with something said once: all of it, or what an account
    may be followed by."""
    return any(once.startswith(other) for once in _said_once(account)) and other != account
