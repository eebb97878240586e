"""Words for what the log of a call names by keys."""

from django import template

from meterline.customers.models.accounts import ZONE_NAMES

register = template.Library()

NAMES = dict(ZONE_NAMES)


@register.filter
def zone_name(zone: str) -> str:
    """A tariff zone in Russian."""
    return NAMES.get(zone, zone)
