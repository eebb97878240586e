"""Telephone numbers as they are kept and compared."""

import phonenumbers


def e164(raw: str | None) -> str | None:
    """A number in E.164 (`+79131234567`) however a carrier or a person wrote it, or None."""
    if not raw:
        return None
    try:
        number = phonenumbers.parse(raw, "RU")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
