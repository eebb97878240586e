"""Telephone numbers as they are kept and compared."""

import re

import phonenumbers

RUSSIAN = re.compile(r"\+7[0-9]{10}")


def e164(raw: str | None) -> str | None:
    """A number in E.164 (`+79131234567`) however a carrier or a person wrote it, or None."""
    if not raw:
        return None
    if RUSSIAN.fullmatch(raw):
        # What most files and carriers write needs no parsing, which would take most of an import.
        return raw
    try:
        number = phonenumbers.parse(raw, "RU")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
