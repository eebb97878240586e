"""Who calls and whom: numbers from SIP headers."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

import phonenumbers

_ADDRESS = re.compile(r"sips?:([^@;>\s]+)[^@>\s]*@|tel:([^;>\s]+)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[\d\-.() ]{10,}")
_WITHHELD = frozenset({"anonymous", "unknown", "restricted", "private", "unavailable"})
_HOME = "RU"


def caller_number(headers: Mapping[str, str]) -> str | None:
    """Number of the caller, None if withheld.

    The network's own statement (P-Asserted-Identity, RFC 3325) goes before From, which the
    caller's equipment may write as it likes. `Privacy: id` withholds both.
    """
    if "id" in re.split(r"[;,\s]+", headers.get("Privacy", "").lower()):
        return None
    return _number(headers.get("P-Asserted-Identity", "")) or _number(headers.get("From", ""))


def dialled_number(headers: Mapping[str, str]) -> str | None:
    """Number that was called, from To."""
    return _number(headers.get("To", ""))


def normalise(user: str) -> str:
    """`+7…` (E.164) where `user` is a telephone number, else `user` itself (a short number)."""
    if not _NUMBER.fullmatch(user):
        return user
    digits = re.sub(r"[^\d+]", "", user)
    for spelling in (digits, "+" + digits):
        try:
            number = phonenumbers.parse(spelling, _HOME)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return user


def _number(header: str) -> str | None:
    found = _ADDRESS.search(header)
    if found is None:
        return None
    user = unquote(found[1] or found[2]).strip()
    return None if user.lower() in _WITHHELD else normalise(user)
