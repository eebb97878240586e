"""The form of a payment as it came back from the page."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from meterline.payments.money import roubles
from meterline.site.visits import Visit

SUM = re.compile(r"(\d{1,9})([.,]\d{1,2})?", re.ASCII)
SPACES = re.compile(r"[\s_'₽]+")
LEAST = Decimal(1)

ORDERS = UUID("0d3f7c1e-9d0f-4a43-8f5c-6d1d3b1c7a52")
"""Name space of the keys of payments."""


def read_sum(text: str) -> Decimal | None:
    """«1 234,5», «1234.50 ₽» in roubles; None where it is no sum."""
    bare = SPACES.sub("", unicodedata.normalize("NFKC", text)).removesuffix("руб.")
    found = SUM.fullmatch(bare)
    return Decimal(found[0].replace(",", ".")).quantize(Decimal("0.01")) if found else None


@dataclass(frozen=True)
class PaymentForm:
    """What was typed; `most` is the largest sum, roubles."""

    sum: str
    email: str
    most: int

    @cached_property
    def amount(self) -> Decimal:
        """The sum in roubles, nothing where it was not understood."""
        return read_sum(self.sum) or Decimal(0)

    @cached_property
    def problems(self) -> dict[str, str]:
        """What has to be mended, by field."""
        found = {}
        if not LEAST <= self.amount <= self.most:
            found["sum"] = (
                f"Впишите сумму от {roubles(LEAST)} до {roubles(Decimal(self.most))}, "
                "например 1250 или 1250,50."
            )
        if not _is_email(self.email):
            found["email"] = "Впишите адрес электронной почты: на него придёт чек."
        return found

    def key(self, visit: Visit) -> UUID:
        """Names the payment: the same form sent twice is the same payment."""
        return uuid5(ORDERS, f"{visit.form}:{visit.account}:{self.amount}")


def payment_form(typed: Mapping[str, str], most: int) -> PaymentForm:
    """The form with what came back."""
    return PaymentForm(
        typed.get("sum", "").strip()[:20], typed.get("email", "").strip()[:254], most
    )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
