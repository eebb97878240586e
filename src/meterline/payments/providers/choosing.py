"""Which providers this installation has, by its settings."""

from django.conf import settings

from meterline.payments.providers.port import Provider
from meterline.payments.providers.sandbox import Sandbox
from meterline.payments.providers.yookassa import Fiscal, YooKassa


def known() -> dict[str, Provider]:
    """Providers by key, the one that takes new payments first."""
    found: list[Provider] = []
    if settings.METERLINE_YOOKASSA_SHOP and settings.METERLINE_YOOKASSA_SECRET:
        found.append(_yookassa())
    if settings.METERLINE_DEMO:
        found.append(Sandbox())
    return {one.key: one for one in found}


def current() -> Provider | None:
    """The provider of new payments; None where nobody can pay on the site."""
    return next(iter(known().values()), None)


def _yookassa() -> YooKassa:
    return YooKassa(
        settings.METERLINE_YOOKASSA_URL,
        settings.METERLINE_YOOKASSA_SHOP,
        settings.METERLINE_YOOKASSA_SECRET,
        Fiscal(
            settings.METERLINE_RECEIPT_VAT,
            settings.METERLINE_RECEIPT_MODE,
            settings.METERLINE_RECEIPT_SUBJECT,
        ),
    )
