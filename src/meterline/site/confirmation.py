"""The address that a confirmation is sent to, if one is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

NO_ADDRESS = "Это не адрес электронной почты. Исправьте его или сотрите."


@dataclass(frozen=True)
class Confirmation:
    """An address of e-mail as it was typed; empty where no confirmation is wanted."""

    email: str = ""

    @property
    def problem(self) -> str:
        """What has to be mended; empty where nothing has to."""
        try:
            validate_email(self.email or "nobody@example.com")
        except ValidationError:
            return NO_ADDRESS
        return ""


def confirmation(form: Mapping[str, str]) -> Confirmation:
    """The address of a form that came back."""
    return Confirmation(form.get("email", "").strip()[:254])
