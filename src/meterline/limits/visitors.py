"""Who a visitor is, as far as counting goes."""

from ipaddress import AddressValueError, IPv6Address

from django.http import HttpRequest

PREFIX = 64
"""An IPv6 subscriber has at least such a network to himself (RFC 6177)."""


def visitor(request: HttpRequest) -> str:
    """The visitor's IPv4 address, or the network of his IPv6 address."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    try:
        six = IPv6Address(address)
    except AddressValueError:
        return address
    if six.ipv4_mapped:
        return str(six.ipv4_mapped)
    return f"{IPv6Address(int(six) >> PREFIX << PREFIX)}/{PREFIX}"
