"""RTP packets and G.711 as numbers: parsing without any socket."""

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

PCMU, PCMA = 0, 8
"""Static payload types of G.711 (RFC 3551, 6)."""


@dataclass(frozen=True)
class Datagram:
    """One UDP datagram over IPv4 as it was on the wire."""

    at: float
    """When it was seen, seconds since the epoch."""
    source: tuple[str, int]
    target: tuple[str, int]
    payload: bytes


@dataclass(frozen=True)
class RtpPacket:
    """One RTP packet (RFC 3550, 5.1) without its header extension and padding."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse_ipv4(packet: bytes, at: float) -> Datagram | None:
    """The UDP datagram in an IPv4 packet; None for anything else and for fragments."""
    if len(packet) < 20 or packet[0] >> 4 != 4 or packet[9] != 17:
        return None
    start = 4 * (packet[0] & 15)
    fragment = int.from_bytes(packet[6:8]) & 0x3FFF
    if start < 20 or fragment or len(packet) < start + 8:
        return None
    source, target, length = struct.unpack_from("!HHH", packet, start)
    if length < 8 or len(packet) < start + length:
        return None
    return Datagram(
        at,
        (_address(packet[12:16]), source),
        (_address(packet[16:20]), target),
        packet[start + 8 : start + length],
    )


def parse_rtp(datagram: bytes) -> RtpPacket | None:
    """The RTP packet in a datagram; None if it is none (RTCP, SIP, garbage)."""
    if len(datagram) < 12 or datagram[0] >> 6 != 2 or 64 <= datagram[1] & 127 <= 95:
        return None  # 64-95 with the marker bit are RTCP's types (RFC 5761, 4)
    body = _body(datagram)
    if body is None:
        return None
    sequence, timestamp, ssrc = struct.unpack_from("!HII", datagram, 2)
    return RtpPacket(datagram[1] & 127, sequence, timestamp, ssrc, body)


def decode(packet: RtpPacket) -> Samples | None:
    """16-bit samples at 8 kHz of a G.711 packet; None for keys and other payloads."""
    table = _TABLES.get(packet.payload_type)
    if table is None:
        return None
    return table[np.frombuffer(packet.payload, np.uint8)]


def _body(datagram: bytes) -> bytes | None:
    start = 12 + 4 * (datagram[0] & 15)
    if datagram[0] & 0x10:  # header extension: its length in words at 2
        if len(datagram) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(datagram[start + 2 : start + 4])
    end = len(datagram)
    if datagram[0] & 0x20:  # padding: its length in the last byte
        end -= datagram[-1]
    return datagram[start:end] if start <= end else None


def _address(raw: bytes) -> str:
    return ".".join(str(byte) for byte in raw)


def _a_law() -> Samples:
    """ITU-T G.711, table 1a, scaled to 16 bit."""
    code = np.arange(256) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    size = np.where(exponent == 0, 16 * mantissa + 8, 0)
    size = np.where(exponent > 0, (16 * mantissa + 264) << np.maximum(exponent - 1, 0), size)
    return np.where(code & 0x80, size, -size).astype(np.int16)


def _mu_law() -> Samples:
    """ITU-T G.711, table 2a, scaled to 16 bit."""
    code = ~np.arange(256) & 0xFF
    size = (((code & 15) << 3) + 132 << ((code >> 4) & 7)) - 132
    return np.where(code & 0x80, -size, size).astype(np.int16)


_TABLES = {PCMU: _mu_law(), PCMA: _a_law()}
