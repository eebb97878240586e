"""What a payment provider does for us. Its answers are believed; its notices are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol


class ProviderUnavailable(Exception):
    """No answer, or none that can be used now: the same may be asked again later."""


class ProviderRefused(Exception):
    """The provider understood and said no; `code` is its own word for why."""

    def __init__(self, code: str, explanation: str = "") -> None:
        super().__init__(f"{code}: {explanation}" if explanation else code)
        self.code = code


class Status(Enum):
    """How far a payment or a refund has come at the provider."""

    PENDING = "pending"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Order:
    """A payment to be created. The same `key` is created once; it is told back as `order`."""

    key: str
    amount: Decimal
    account: str
    number: str
    email: str
    return_url: str


@dataclass(frozen=True)
class RefundOrder:
    """Money of a payment to be given back, once for a `key`; `email` gets the fiscal receipt."""

    key: str
    provider_id: str
    amount: Decimal
    account: str
    email: str


@dataclass(frozen=True)
class Seen:
    """A payment as the provider has it. `at` is when the money was taken, `reason` its word."""

    provider_id: str
    order: str
    status: Status
    amount: Decimal
    at: datetime
    url: str = ""
    reason: str = ""


@dataclass(frozen=True)
class SeenRefund:
    """A refund as the provider has it."""

    refund_id: str
    provider_id: str
    status: Status
    amount: Decimal
    at: datetime
    reason: str = ""


class Provider(Protocol):
    """Every method may raise ProviderUnavailable or ProviderRefused."""

    @property
    def key(self) -> str:
        """What its payments' `source` is."""

    @property
    def name(self) -> str:
        """As people read it."""

    def create(self, order: Order) -> Seen:
        """Begin a payment; `url` of the answer is the page on which the payer pays."""

    def fetch(self, provider_id: str) -> Seen:
        """A payment as it is now."""

    def refund(self, order: RefundOrder) -> SeenRefund:
        """Give money back."""

    def fetch_refund(self, refund_id: str) -> SeenRefund:
        """A refund as it is now."""

    def payments(self, start: datetime, end: datetime) -> Iterator[Seen]:
        """Payments whose money was taken from `start` to before `end`."""

    def refunds(self, start: datetime, end: datetime) -> Iterator[SeenRefund]:
        """Refunds that were made from `start` to before `end`."""
