"""Numbers and sums on the cabinet's pages, as bills write them."""

from decimal import Decimal

from django import template

from meterline.charging.law.wording import number
from meterline.payments import money

register = template.Library()


@register.filter
def plain(value: Decimal) -> str:
    """1 072,5: without noughts at the end."""
    return number(value)


@register.filter
def roubles(amount: Decimal) -> str:
    """1 234,50 ₽."""
    return money.roubles(amount)
