"""Sums on pages."""

from decimal import Decimal

from django import template

from meterline.payments import money

register = template.Library()


@register.filter
def roubles(amount: Decimal) -> str:
    """1 234,50 ₽."""
    return money.roubles(amount)


@register.filter
def prepaid(owed: Decimal) -> str:
    """What was paid too much: a balance below nothing, without its sign."""
    return money.roubles(-owed)
