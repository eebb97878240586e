"""One SIP call behind the `Line` port."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

from baresip import (
    AudioNotActive,
    AudioRestarted,
    BaresipError,
    Call,
    CallState,
    CallStats,
    Event,
    StackEvent,
)

from meterline.lines.port import (
    FRAME_BYTES,
    CallerHungUp,
    KeyPressed,
    LineClosed,
    LineEvent,
    MediaStatistics,
    TransferRefused,
)
from meterline.lines.sip.identity import caller_number, dialled_number
from meterline.lines.sip.outbox import Outbox

_ANSWER_TIMEOUT = 5.0
_READ_BYTES = 50 * FRAME_BYTES
_KEYS = frozenset("0123456789*#")

_REASONS = {
    "Connection reset by peer [104]": "hung up",
    "rtp stream error": "media lost",
}
"""The stack's words for the two usual ends, in ours."""


_BUSY = ("486", "600")
"""Busy Here, Busy Everywhere (RFC 3261, 21.4.24 and 21.6.1), in the notice of a transfer."""


class SipLine:
    """A call of the SIP carrier, incoming or outgoing; see the `Line` port."""

    def __init__(self, call: Call, transfer_timeout: float) -> None:
        self.key = str(uuid4())
        self.carrier = "sip"
        self.caller = caller_number(call.headers)
        self.dialled = dialled_number(call.headers)
        self._call = call
        self._transfer_timeout = transfer_timeout
        self._outbox = Outbox(call.audio)
        self._unread = b""
        self._events: asyncio.Queue[LineEvent | None] = asyncio.Queue()
        self._leaving = False
        self._statistics = MediaStatistics()
        call.on(self._on_stack_event)
        call.on_rtcp(self._on_statistics)

    @property
    def closed(self) -> bool:
        """Whether the call has ended, from whichever side."""
        return self._call.state is CallState.CLOSED

    async def answer(self) -> None:
        """Take the call. Raises LineClosed if the caller has given up meanwhile.

        Nothing is to be done for an outgoing one that was taken.
        """
        if self._call.state is CallState.ESTABLISHED:
            return
        try:
            # Answering without video makes the stack send a second INVITE at once, which
            # some peers abort on; with it an audio-only offer is simply answered.
            await self._call.answer(video=True)
            await self._call.wait_established(_ANSWER_TIMEOUT)
        except BaresipError as error:
            raise LineClosed(str(error)) from error

    async def wait_answered(self, patience: float) -> None:
        """Wait, `patience` seconds at most, until an outgoing call is taken.

        Raises baresip's CallFailed; the carrier translates it.
        """
        await self._call.wait_established(patience)

    def read(self) -> bytes:
        """Whole frames that have arrived, a second's at most."""
        try:
            arrived: bytes = self._unread + self._call.audio.read(_READ_BYTES)
        except (AudioNotActive, AudioRestarted):
            return b""
        whole = len(arrived) - len(arrived) % FRAME_BYTES
        self._unread = arrived[whole:]
        return arrived[:whole]

    def write(self, pcm: bytes) -> None:
        """Queue any amount of audio."""
        self._outbox.put(pcm)

    def feed(self) -> None:
        """Hand the stack its next audio; the carrier calls it every 20 ms."""
        self._outbox.feed()

    def queued(self) -> float:
        """Seconds of written audio not yet sent."""
        return self._outbox.seconds()

    def flush(self) -> None:
        """Drop what is queued; at most one packet of 20 ms still goes out."""
        self._outbox.drop()

    async def events(self) -> AsyncIterator[LineEvent]:
        """Keys and the caller's hang-up. Ends without a word after `hang_up` or a transfer."""
        while (event := await self._events.get()) is not None:
            yield event
        self._events.put_nowait(None)  # whoever listens again is told the same

    async def transfer(self, target: str) -> None:
        """Hand the call over by REFER (RFC 3515) and wait for the outcome.

        Raises TransferRefused when the peer refuses or is silent, LineClosed when the
        caller hangs up meanwhile.
        """
        if self.closed:
            raise LineClosed("the call has ended")
        try:
            await self._call.transfer(target, timeout=self._transfer_timeout)
        except (BaresipError, ValueError) as error:
            raise self._after_refusal(error) from error

    async def press(self, keys: str) -> None:
        """Send keys as telephone events (RFC 4733), about 0.2 s each; for calling parties."""
        try:
            await self._call.send_dtmf(keys)
        except BaresipError as error:
            raise LineClosed(str(error)) from error

    async def hang_up(self) -> None:
        """End the call; an incoming call that was not answered is declined."""
        self._leaving = True
        if self.closed:
            return
        try:
            await self._call.hangup()
        except BaresipError:
            return  # the other side was first

    def statistics(self) -> MediaStatistics:
        """Counts of the last RTCP report; complete once the call has ended."""
        return self._statistics

    def _after_refusal(self, error: Exception) -> Exception:
        if self.closed:
            return LineClosed(str(error))
        return TransferRefused(str(error), busy=any(code in str(error) for code in _BUSY))

    def _on_stack_event(self, event: StackEvent) -> None:
        if event.event is Event.CALL_DTMF_START and event.text in _KEYS:
            self._events.put_nowait(KeyPressed(event.text))
        elif event.event is Event.CALL_CLOSED:
            self._on_closed(event.text or "")

    def _on_closed(self, reason: str) -> None:
        if self._call.final_stats is not None:
            self._on_statistics(self._call.final_stats)
        if not (self._leaving or reason == "Call transfered"):
            self._events.put_nowait(CallerHungUp(_REASONS.get(reason, reason)))
        self._events.put_nowait(None)

    def _on_statistics(self, stats: CallStats) -> None:
        self._statistics = MediaStatistics(
            packets_received=stats.rx_packets,
            packets_lost=stats.rx_lost,
            jitter_ms=stats.rx_jitter_ms,
        )
