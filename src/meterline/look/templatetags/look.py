"""What the base templates need."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def section(context: Context, address: str, name: str) -> SafeString:
    """A link to a section of the site, marked where the page is that section or lies in it."""
    request = context.get("request")
    path = request.path if request else ""
    if path == address:
        return format_html('<a href="{}" aria-current="page">{}</a>', address, name)
    if path.startswith(address):
        return format_html('<a href="{}" aria-current="true">{}</a>', address, name)
    return format_html('<a href="{}">{}</a>', address, name)
