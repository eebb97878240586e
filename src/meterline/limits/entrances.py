"""Where tries are counted, how many are enough there, and in what time."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


@dataclass(frozen=True)
class Allowance:
    """At most `times` tries of one key within `per` of the first of them."""

    name: str
    times: int
    per: timedelta


class Entrance(Enum):
    """A door that is tried by strangers; the name is what the data base keeps."""

    SITE_LOOKUP = Allowance("site-lookup", 300, timedelta(minutes=10))
    """Accounts asked for by one visitor. Whole villages share the address of a mobile network."""
    SITE_ACCOUNT = Allowance("site-account", 10, timedelta(days=1))
    """Wrong surnames or serials for one account number, whether or not it exists."""
    SITE_LETTER = Allowance("site-letter", 20, timedelta(days=1))
    """Confirmations by e-mail to one address."""
    CALL_SESSION = Allowance("call-session", 6, timedelta(minutes=1))
    CALL_ADDRESS = Allowance("call-address", 30, timedelta(minutes=1))
    CABINET_ADDRESS = Allowance("cabinet-address", 60, timedelta(minutes=10))
    """Sign-ins begun by one visitor."""
    CABINET_CODE = Allowance("cabinet-code", 5, timedelta(hours=1))
    """Codes asked for by one account."""
    CABINET_TRY = Allowance("cabinet-try", 5, timedelta(minutes=15))
    """Codes typed for one account."""
    STAFF_SIGN_IN = Allowance("staff-sign-in", 10, timedelta(minutes=15))
    """Passwords typed for one login or by one visitor."""
    MAIL_SENDER = Allowance("mail-sender", 30, timedelta(hours=1))
    """Letters of one sender that are answered."""
    MESSAGE_SENDER = Allowance("message-sender", 30, timedelta(hours=1))
    """Text messages of one sender that are answered."""
    PAYMENT_START = Allowance("payment-start", 30, timedelta(hours=1))
    """Payments begun by one visitor."""
