"""Calls as they were on the wire: both directions, read from the loopback interface.

For honest answer delays: what the caller's network would hear and when, not what a program
believes to have sent.
"""

import socket
import struct
import threading
import time
from types import TracebackType

from meterline.lines.rtp import Datagram, parse_ipv4
from meterline.lines.tracks import CapturedCall, split_calls

_IPV4 = 0x0800
_LINK_HEADER = 14
_OUTGOING = 4
"""`sockaddr_ll.sll_pkttype` of packets on their way out: loopback shows each packet twice."""

_SO_TIMESTAMPNS = 35
_BUFFER_BYTES = 8 << 20


class CaptureNotPermitted(Exception):
    """The system lets this user read no packets (it takes CAP_NET_RAW)."""


class Capture:
    """Records the UDP datagrams of the loopback interface while it is open.

    `with Capture(range(10000, 11000)) as capture: ...; capture.calls()`. Only datagrams from
    or to `robot_ports` are kept. Raises CaptureNotPermitted on entering.
    """

    def __init__(self, robot_ports: range) -> None:
        self._robot_ports = robot_ports
        self._datagrams: list[Datagram] = []
        self._stopping = threading.Event()

    def __enter__(self) -> "Capture":
        self._socket = _packet_socket()
        self._thread = threading.Thread(target=self._record, name="capture", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()
        self._socket.close()

    def calls(self) -> list[CapturedCall]:
        """The calls recorded so far, by their beginning."""
        return split_calls(list(self._datagrams), self._robot_ports)

    def _record(self) -> None:
        while not self._stopping.is_set():
            try:
                frame, extra, _, address = self._socket.recvmsg(2048, 64)
            except TimeoutError:
                continue
            if address[2] == _OUTGOING:
                continue
            datagram = parse_ipv4(frame[_LINK_HEADER:], _kernel_time(extra))
            if datagram is not None and self._is_of_a_call(datagram):
                self._datagrams.append(datagram)

    def _is_of_a_call(self, datagram: Datagram) -> bool:
        return datagram.source[1] in self._robot_ports or datagram.target[1] in self._robot_ports


def _packet_socket() -> socket.socket:
    try:
        raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_IPV4))
    except PermissionError as error:
        raise CaptureNotPermitted("reading packets takes CAP_NET_RAW (root)") from error
    raw.bind(("lo", _IPV4))
    raw.settimeout(0.1)
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
    raw.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    return raw


def _kernel_time(extra: list[tuple[int, int, bytes]]) -> float:
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return float(seconds + nanoseconds / 1e9)
    return time.time()
