"""Where and how the robot speaks SIP."""

import ipaddress
from dataclasses import dataclass, field
from typing import Literal

from baresip import Account, Config

CODECS = ("pcma", "pcmu")
"""G.711 A-law first, as Russian networks use it, then mu-law; anything else is answered 488."""

SHOWN_HEADERS = ("From", "To", "P-Asserted-Identity", "Privacy")


@dataclass(frozen=True)
class Registration:
    """An account of a PBX (RFC 3261, 10 and 22). The password is never shown or logged."""

    domain: str
    """Registrar, `host` or `host:port`."""
    user: str
    password: str = field(repr=False)
    interval: int = 60
    """Seconds between two REGISTER requests."""


@dataclass(frozen=True)
class SipSettings:
    """One carrier's settings.

    Without `registration` it is a trunk: any INVITE is taken, so a firewall or a proxy must
    let only the operator's addresses through.
    """

    host: str = "127.0.0.1"
    """Local address; `0.0.0.0` for all."""
    port: int = 5060
    """UDP and TCP port; 0 takes any (for a caller that nobody calls)."""
    rtp_ports: tuple[int, int] = (10000, 10998)
    """First and last UDP port of the media; a call takes two."""
    number: str = "robot"
    """User part of our own address where no PBX account gives one."""
    registration: Registration | None = None
    transport: Literal["udp", "tcp"] = "udp"
    max_calls: int = 60
    """Calls at once, both directions; the next is answered 486."""
    vanished_after: int = 30
    """Seconds without any RTP after which a call counts as lost."""
    transfer_timeout: float = 15.0
    """Seconds to wait for the outcome of a transfer."""


def stack_config(settings: SipSettings) -> Config:
    """The stack's configuration: a fixed jitter buffer of 40-200 ms adds least delay."""
    first, last = settings.rtp_ports
    return Config(
        net_interface=_interface(settings.host),
        max_concurrent_calls=settings.max_calls,
        rtp_timeout=settings.vanished_after,
        expose_headers=SHOWN_HEADERS,
        extra_config_text=(
            f"sip_listen {settings.host}:{settings.port}\n"
            "sip_transports udp,tcp\n"
            f"rtp_ports {first}-{last}\n"
            "audio_jitter_buffer_type fixed\n"
            "audio_jitter_buffer_ms 40-200\n"
        ),
    )


def own_account(settings: SipSettings) -> Account:
    """The account that takes calls: the PBX's, or a trunk's that takes every number."""
    registration = settings.registration
    if registration is None:
        return calling_account(settings, settings.number, extra=("catchall=yes",))
    return Account(
        user=registration.user,
        domain=registration.domain,
        password=registration.password,
        reg_interval=registration.interval,
        transport=settings.transport,
        audio_codecs=CODECS,
    )


def calling_account(settings: SipSettings, number: str, extra: tuple[str, ...] = ()) -> Account:
    """An unregistered account whose calls come from `number`."""
    return Account(
        user=number,
        domain=settings.host,
        password="",
        reg_interval=0,
        transport=settings.transport,
        audio_codecs=CODECS,
        extra_params=extra,
    )


def _interface(host: str) -> str | None:
    """The stack's own search for interfaces leaves out loopback, so an address is named."""
    return None if ipaddress.ip_address(host).is_unspecified else host
