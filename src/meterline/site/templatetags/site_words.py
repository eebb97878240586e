"""Numbers on the site's pages."""

from django import template

from meterline.console.demo import grouped
from meterline.readings.asking import numbers

register = template.Library()


@register.filter
def spaced(number: int) -> str:
    """12 345."""
    return numbers.spaced(number)


@register.filter
def in_groups(digits: str) -> str:
    """426 002 592: an account as it is read aloud."""
    return grouped(digits)
