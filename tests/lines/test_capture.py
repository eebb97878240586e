"""RTP from the wire: parsing, tracks, delays, and a real call captured."""

import asyncio
import struct
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sip_peers import SPEECH_SECONDS, Sipp, running

from meterline.lines.capture import Capture
from meterline.lines.port import Line
from meterline.lines.rtp import PCMA, PCMU, Datagram, RtpPacket, decode, parse_ipv4, parse_rtp
from meterline.lines.tracks import answer_delays, sounds, split_calls, track

ROBOT_PORTS = range(29000, 29199)
Spans = list[tuple[float, float]]


def rtp(payload: bytes, kind: int = PCMA, flags: int = 0x80, rest: bytes = b"") -> bytes:
    return struct.pack("!BBHII", flags, kind, 7, 160, 9) + rest + payload


def ipv4(payload: bytes, protocol: int = 17, options: bytes = b"") -> bytes:
    udp = struct.pack("!HHHH", 29000, 4000, 8 + len(payload), 0) + payload
    size = 20 + len(options)
    head = struct.pack("!BBHHHBBH", 0x40 | size // 4, 0, size + len(udp), 0, 0, 64, protocol, 0)
    return head + bytes([127, 0, 0, 1, 127, 0, 0, 2]) + options + udp


@given(st.binary(max_size=300), st.sampled_from([b"", bytes(8)]))
def test_udp_is_found_in_ip(payload: bytes, options: bytes) -> None:
    datagram = parse_ipv4(ipv4(payload, options=options) + b"trailer", 1.0)
    assert datagram == Datagram(1.0, ("127.0.0.1", 29000), ("127.0.0.2", 4000), payload)


@given(st.binary(max_size=80))
def test_any_bytes_are_survived(garbage: bytes) -> None:
    for found in (parse_ipv4(garbage, 0.0), parse_ipv4(b"\x45" + garbage, 0.0)):
        assert found is None or len(found.payload) < len(garbage)
    for packet in (parse_rtp(garbage), parse_rtp(b"\xbf" + garbage)):
        assert packet is None or len(packet.payload) < len(garbage)


@given(st.binary(max_size=200), st.integers(0, 15), st.integers(1, 20))
def test_rtp_header_extras_are_taken_off(payload: bytes, sources: int, padding: int) -> None:
    extension = struct.pack("!HH", 1, 2) + bytes(8)
    packet = rtp(
        payload + bytes(padding - 1) + bytes([padding]),
        flags=0x80 | 0x20 | 0x10 | sources,
        rest=bytes(4 * sources) + extension,
    )
    assert parse_rtp(packet) == RtpPacket(PCMA, 7, 160, 9, payload)


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (ipv4(b"x", protocol=6), "TCP"),
        (ipv4(b"x")[:6] + b"\x00\x10" + ipv4(b"x")[8:], "a later fragment"),
        (ipv4(b"x" * 20)[:-1], "cut short"),
    ],
    ids=["tcp", "fragment", "short"],
)
def test_other_packets_are_left_out(packet: bytes, why: str) -> None:
    assert parse_ipv4(packet, 0.0) is None, why


@pytest.mark.parametrize(
    "packet",
    [rtp(b"x", kind=200), b"OPTIONS sip:x SIP/2.0", b"\x80"],
    ids=["rtcp", "sip", "short"],
)
def test_rtcp_and_sip_are_no_rtp(packet: bytes) -> None:
    assert parse_rtp(packet) is None


@pytest.mark.parametrize(
    ("kind", "codes", "samples"),
    [  # extremes, zeros and a middle value of ITU-T G.191's tables
        (PCMU, [0x00, 0x80, 0xFF, 0x7F, 0x40], [-32124, 32124, 0, 0, -1884]),
        (PCMA, [0x2A, 0xAA, 0xD5, 0x55, 0x40], [-32256, 32256, 8, -8, -344]),
    ],
)
def test_g711(kind: int, codes: list[int], samples: list[int]) -> None:
    decoded = decode(RtpPacket(kind, 0, 0, 0, bytes(codes)))
    assert decoded is not None
    assert decoded.tolist() == samples


def test_keys_are_no_sound() -> None:
    assert decode(RtpPacket(101, 0, 0, 0, b"\x07\x0a\x00\xa0")) is None


LOUD, QUIET = bytes([0xE5, 0x65] * 80), bytes([0xD5] * 160)


def sent(at: float, payload: bytes, source: int = 29000, target: int = 4000) -> Datagram:
    return Datagram(at, ("127.0.0.1", source), ("127.0.0.1", target), rtp(payload))


def test_jitter_is_smoothed_and_a_gap_is_kept() -> None:
    jittery = [sent(0.0, LOUD), sent(0.035, LOUD), sent(0.041, LOUD), sent(1.0, LOUD)]
    assert sounds(track(jittery, 0.0)) == [(0.0, 0.06), (1.0, 1.02)]


def test_calls_are_told_apart_by_ports_and_by_silence() -> None:
    caller = [
        sent(at, LOUD, source, target)
        for at, source, target in [
            (10.0, 4000, 29000),
            (10.1, 29000, 4000),
            (10.2, 4002, 29002),
            (30.0, 4000, 29000),
        ]
    ]
    calls = split_calls([*caller, Datagram(31, ("", 1), ("", 2), b"no rtp")], ROBOT_PORTS)
    assert [(c.began, c.robot_port, c.caller_port) for c in calls] == [
        (10.0, 29000, 4000),
        (10.2, 29002, 4002),
        (30.0, 29000, 4000),
    ]
    assert sounds(calls[0].robot) == [(pytest.approx(0.1), pytest.approx(0.12))]


@pytest.mark.parametrize(
    ("caller", "robot", "delays"),
    [
        ([(1, 2)], [(2.5, 4)], [0.5]),
        ([(1, 2), (5, 6)], [(2.5, 4), (6.75, 7)], [0.5, 0.75]),
        ([(1, 2), (3, 4)], [(4.5, 5)], [0.5]),  # a pause of the caller is no question
        ([(1, 2)], [(0, 3), (4, 5)], []),  # spoken into the robot's words
        ([(1, 2)], [(0, 1)], []),
        ([], [(0, 1)], []),
    ],
)
def test_answer_delays(caller: Spans, robot: Spans, delays: list[float]) -> None:
    assert answer_delays(caller, robot) == delays


def test_without_the_right_it_says_so() -> None:
    code = (
        "import os\n"
        "from meterline.lines.capture import Capture, CaptureNotPermitted\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "try:\n"
        "    with Capture(range(0)): print('open')\n"
        "except CaptureNotPermitted as refusal: print(refusal)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "CAP_NET_RAW" in done.stdout


@pytest.mark.sip
async def test_real_call_has_two_tracks_and_an_honest_delay(sipp: Sipp) -> None:
    async def answering(line: Line) -> None:
        await line.answer()
        await asyncio.sleep(SPEECH_SECONDS + 0.4)
        line.write(np.full(4000, 5000, "<i2").tobytes())
        async for _ in line.events():
            pass

    async with running(answering, rtp_ports=(29000, 29198)) as carrier:
        with Capture(ROBOT_PORTS) as capture:
            await sipp.run("caller_talks", carrier.settings.port, milliseconds=2200)
    (call,) = capture.calls()
    (spoken,) = sounds(call.caller)
    (answered,) = sounds(call.robot)
    assert spoken[1] - spoken[0] == pytest.approx(SPEECH_SECONDS, abs=0.06)
    assert answered[1] - answered[0] == pytest.approx(0.5, abs=0.06)
    (delay,) = call.answer_delays()
    assert delay == pytest.approx(0.4, abs=0.25)
