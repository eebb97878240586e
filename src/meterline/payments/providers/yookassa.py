"""ЮKassa, HTTP interface version 3 (yookassa.ru/developers).

Authentication is the shop's number with its secret key; a POST with the same Idempotence-Key
brings the same object for 24 hours. Fiscal data (54-ФЗ) travel with payment and refund.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from meterline.payments.providers.asking import ask, basic
from meterline.payments.providers.port import (
    Order,
    ProviderRefused,
    RefundOrder,
    Seen,
    SeenRefund,
    Status,
)

CURRENCY = "RUB"
PAGE = 100

STATUSES = {
    "pending": Status.PENDING,
    # Not ours (payments are captured at once), but the money is not taken then.
    "waiting_for_capture": Status.PENDING,
    "succeeded": Status.DONE,
    "canceled": Status.CANCELLED,
}


@dataclass(frozen=True)
class Fiscal:
    """What a fiscal receipt says of each payment (values: yookassa.ru/developers/54fz)."""

    vat_code: int
    payment_mode: str
    payment_subject: str


@dataclass(frozen=True)
class YooKassa:
    """A shop at ЮKassa: `meterline.payments.providers.port.Provider`."""

    url: str
    shop: str
    secret: str
    fiscal: Fiscal
    key: str = "yookassa"
    name: str = "ЮKassa"

    def create(self, order: Order) -> Seen:
        """See Provider."""
        content = {
            "amount": _amount(order.amount),
            "capture": True,
            "confirmation": {"type": "redirect", "return_url": order.return_url},
            "description": f"Электроэнергия, лицевой счёт {order.account}, № {order.number}",
            "metadata": {"order": order.key},
            "receipt": self._receipt(order.account, order.amount, order.email),
        }
        return _seen(self._post("payments", order.key, content))

    def fetch(self, provider_id: str) -> Seen:
        """See Provider."""
        return _seen(self._get(f"payments/{quote(provider_id, safe='')}"))

    def refund(self, order: RefundOrder) -> SeenRefund:
        """See Provider."""
        content = {
            "payment_id": order.provider_id,
            "amount": _amount(order.amount),
            "receipt": self._receipt(order.account, order.amount, order.email),
        }
        return _seen_refund(self._post("refunds", order.key, content))

    def fetch_refund(self, refund_id: str) -> SeenRefund:
        """See Provider."""
        return _seen_refund(self._get(f"refunds/{quote(refund_id, safe='')}"))

    def payments(self, start: datetime, end: datetime) -> Iterator[Seen]:
        """See Provider."""
        for row in self._pages("payments", "captured_at", start, end):
            yield _seen(row)

    def refunds(self, start: datetime, end: datetime) -> Iterator[SeenRefund]:
        """See Provider."""
        for row in self._pages("refunds", "created_at", start, end):
            yield _seen_refund(row)

    def _receipt(self, account: str, amount: Decimal, email: str) -> dict[str, Any]:
        item = {
            "description": f"Электроэнергия, лицевой счёт {account}",
            "quantity": 1,
            "amount": _amount(amount),
            "vat_code": self.fiscal.vat_code,
            "payment_mode": self.fiscal.payment_mode,
            "payment_subject": self.fiscal.payment_subject,
        }
        return {"customer": {"email": email}, "items": [item]}

    def _pages(
        self, collection: str, by: str, start: datetime, end: datetime
    ) -> Iterator[dict[str, Any]]:
        wanted = {
            f"{by}.gte": start.isoformat(),
            f"{by}.lt": end.isoformat(),
            "status": "succeeded",
            "limit": str(PAGE),
        }
        while True:
            page = self._get(f"{collection}?{urlencode(wanted)}")
            yield from page.get("items", [])
            if not page.get("next_cursor"):
                return
            wanted["cursor"] = str(page["next_cursor"])

    def _get(self, path: str) -> dict[str, Any]:
        return ask(f"{self.url}/{path}", basic(self.shop, self.secret))

    def _post(self, path: str, key: str, content: Mapping[str, Any]) -> dict[str, Any]:
        headers = {**basic(self.shop, self.secret), "Idempotence-Key": key}
        return ask(f"{self.url}/{path}", headers, content)


def _amount(amount: Decimal) -> dict[str, str]:
    return {"value": f"{amount:.2f}", "currency": CURRENCY}


def _seen(payment: Mapping[str, Any]) -> Seen:
    with_money = payment.get("captured_at") or payment["created_at"]
    return Seen(
        provider_id=payment["id"],
        order=str((payment.get("metadata") or {}).get("order", "")),
        status=STATUSES[payment["status"]],
        amount=_roubles(payment),
        at=datetime.fromisoformat(with_money),
        url=str((payment.get("confirmation") or {}).get("confirmation_url", "")),
        reason=_reason(payment),
    )


def _seen_refund(refund: Mapping[str, Any]) -> SeenRefund:
    return SeenRefund(
        refund_id=refund["id"],
        provider_id=refund["payment_id"],
        status=STATUSES[refund["status"]],
        amount=_roubles(refund),
        at=datetime.fromisoformat(refund["created_at"]),
        reason=_reason(refund),
    )


def _roubles(row: Mapping[str, Any]) -> Decimal:
    if row["amount"]["currency"] != CURRENCY:
        raise ProviderRefused("currency", "ожидались рубли")
    return Decimal(row["amount"]["value"])


def _reason(row: Mapping[str, Any]) -> str:
    return str((row.get("cancellation_details") or {}).get("reason", ""))
