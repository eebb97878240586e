"""Whether a letter comes from whom it names: as the company's own mail server found.

Only `Authentication-Results` (RFC 8601) of that server count; it takes away any that came
with a letter and name it (section 5 there).
"""

from email.message import Message

from authres import AuthenticationResultsHeader, AuthResError

from meterline.channels.mail.headers import address, raw_values

ALIGNED = {"dkim": ("header", "d"), "spf": ("smtp", "mailfrom"), "dmarc": ("header", "from")}
"""Method → the property that names the domain it vouches for."""


def is_proven(letter: Message, server: str) -> bool:
    """Whether `server` (its authserv-id) found the domain of the sender's address to be true."""
    domain = address(letter, "From").rpartition("@")[2]
    return bool(server and domain) and any(
        _vouches(raw, server, domain) for raw in raw_values(letter, "Authentication-Results")
    )


def _vouches(raw: str, server: str, domain: str) -> bool:
    try:
        found = AuthenticationResultsHeader.parse_value(" ".join(raw.split()))
    except (AuthResError, UnicodeError):
        return False
    if (found.authserv_id or "").lower() != server.lower():
        return False
    return any(
        result.result == "pass"
        and result.method in ALIGNED
        and _same(_domain(result, *ALIGNED[result.method]), domain)
        for result in found.results
    )


def _domain(result: object, kind: str, name: str) -> str:
    values = (
        str(one.value)
        for one in getattr(result, "properties", ())
        if (one.type, one.name) == (kind, name)
    )
    return next(values, "").rpartition("@")[2].lower()


def _same(vouched: str, domain: str) -> bool:
    """The same domain, or one below it that signs for it (relaxed alignment one way)."""
    return vouched == domain or (bool(vouched) and domain.endswith("." + vouched))
