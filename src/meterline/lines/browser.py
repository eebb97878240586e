"""Calls from a web browser (WebRTC by aiortc): one more carrier behind the `Line` port."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from meterline.lines.browser_audio import HeardAudio, SpokenTrack
from meterline.lines.port import (
    CallerHungUp,
    KeyPressed,
    LineClosed,
    LineEvent,
    LineHandler,
    MediaStatistics,
    TransferRefused,
)

log = logging.getLogger(__name__)

# aioice tells each probe with the caller's address: no personal data in logs.
logging.getLogger("aioice").setLevel(logging.WARNING)

KEYS_CHANNEL = "keys"
"""Label of the data channel on which the page sends keys and the hang-up."""

HANG_UP_MESSAGE = "hang-up"
KEYS = frozenset("0123456789*#")

CONNECT_SECONDS = 15.0
"""How long ICE and DTLS may take before the caller counts as gone."""

EVENTS_KEPT = 200
"""Events waiting to be read; a page that floods the channel loses the rest."""

OFFER_CANDIDATES = 64
"""ICE candidates allowed in an offer: each one makes the robot send probes."""

STATISTICS_EVERY = 50
"""Frames between two looks at the media counts (about a second)."""

CODECS_IN_ORDER = ("audio/PCMA", "audio/PCMU", "audio/opus")
"""G.711 first: the recogniser was made for the telephone's own sound, and it costs least."""


class OfferRefused(Exception):
    """The offer is no audio call that this carrier can take."""


class CarrierBusy(Exception):
    """As many browser calls as allowed are already going on."""


@dataclass(frozen=True)
class BrowserAnswer:
    """The answer to an offer; `key` names the call in the log."""

    sdp: str
    key: str


class BrowserLine:
    """One browser call as a `Line`.

    `key` is a fresh UUID that the page knows too: the call is to be logged under it.
    """

    carrier = "browser"

    def __init__(
        self, key: str, caller: str | None, dialled: str | None, peer: RTCPeerConnection
    ) -> None:
        self.key = key
        self.caller = caller
        self.dialled = dialled
        self._peer = peer
        self._heard = HeardAudio()
        self._spoken = SpokenTrack()
        self._events: asyncio.Queue[LineEvent | None] = asyncio.Queue()
        self._connected = asyncio.Event()
        self._closed = False
        self._counts = MediaStatistics()
        self._listening: asyncio.Task[None] | None = None
        self._attach()

    async def answer(self) -> None:
        """Wait until the media runs. Raises LineClosed if it never does."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._connected.wait(), CONNECT_SECONDS)
        if self._closed or not self._connected.is_set():
            await self._end("the media connection was not made")
            raise LineClosed("the browser gave up before the call was connected")

    def read(self) -> bytes:
        """Next whole frames of the caller's audio that have arrived, possibly none."""
        return self._heard.take()

    def write(self, pcm: bytes) -> None:
        """Queue audio for the caller. Raises ValueError unless whole frames."""
        if not self._closed:
            self._spoken.write(pcm)

    def queued(self) -> float:
        """Seconds of written audio not yet sent."""
        return self._spoken.queued()

    def flush(self) -> None:
        """Fall silent with the next frame."""
        self._spoken.flush()

    async def events(self) -> AsyncIterator[LineEvent]:
        """Keys and the caller's hang-up, in order; ends with the call."""
        while (event := await self._events.get()) is not None:
            yield event
        self._events.put_nowait(None)

    async def transfer(self, target: str) -> None:
        """Always refused: a browser has no way to be referred to a telephone."""
        raise TransferRefused("a browser call cannot be handed over")

    async def hang_up(self) -> None:
        """End the call; harmless if it has already ended."""
        await self._end(None)

    def statistics(self) -> MediaStatistics:
        """Media counts, at most a second old."""
        return self._counts

    def _attach(self) -> None:
        self._peer.addTrack(self._spoken)
        self._peer.getTransceivers()[0].setCodecPreferences(_codecs())
        self._peer.on("track", self._on_track)
        self._peer.on("datachannel", self._on_channel)
        self._peer.on("connectionstatechange", self._on_state)

    def _on_track(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio" and self._listening is None:
            self._listening = asyncio.create_task(self._listen(track))

    async def _listen(self, track: MediaStreamTrack) -> None:
        frames = 0
        with suppress(MediaStreamError):
            while isinstance(frame := await track.recv(), AudioFrame):
                self._heard.add(frame)
                frames += 1
                if frames % STATISTICS_EVERY == 0:
                    receiver = self._peer.getTransceivers()[0].receiver
                    self._counts = await _counts(receiver, frame.sample_rate)

    def _on_channel(self, channel: RTCDataChannel) -> None:
        if channel.label == KEYS_CHANNEL:
            channel.on("message", self._on_message)
            channel.on("close", self._on_channel_closed)

    async def _on_message(self, message: object) -> None:
        if message == HANG_UP_MESSAGE:
            await self._end("the caller hung up")
        elif isinstance(message, str) and message in KEYS and self._events.qsize() < EVENTS_KEPT:
            self._events.put_nowait(KeyPressed(message))

    async def _on_channel_closed(self) -> None:
        await self._end("the browser closed the call")

    async def _on_state(self) -> None:
        if self._peer.connectionState == "connected":
            self._connected.set()
        elif self._peer.connectionState in ("failed", "closed"):
            await self._end("the media connection was lost")

    async def _end(self, reason: str | None) -> None:
        """Close once; `reason` is None when the robot itself hangs up."""
        if self._closed:
            return
        self._closed = True
        self._connected.set()
        self._spoken.flush()
        if reason is not None:
            self._events.put_nowait(CallerHungUp(reason))
        self._events.put_nowait(None)
        await self._peer.close()


class BrowserCarrier:
    """Takes browsers' offers and gives each call to the robot's handler."""

    def __init__(
        self, handler: LineHandler, *, dialled: str | None = None, max_calls: int = 8
    ) -> None:
        self._handler = handler
        self._dialled = dialled
        self._max_calls = max_calls
        self._calls: dict[str, tuple[BrowserLine, asyncio.Task[None]]] = {}
        self._arriving = 0

    @property
    def calls(self) -> int:
        """Calls going on now."""
        return len(self._calls) + self._arriving

    @property
    def has_room(self) -> bool:
        """Whether one more call would be taken."""
        return self.calls < self._max_calls

    async def offer(self, sdp: str, caller: str | None = None) -> BrowserAnswer:
        """Begin a call from a browser's SDP offer (RFC 8829); `caller` as for `Line`.

        Raises CarrierBusy, OfferRefused.
        """
        if not self.has_room:
            raise CarrierBusy
        self._arriving += 1
        try:
            return await self._begin(sdp, caller)
        finally:
            self._arriving -= 1

    async def close(self) -> None:
        """End all calls; returns when their handlers have finished."""
        calls, self._calls = self._calls, {}
        for _, task in calls.values():
            task.cancel()
        await asyncio.gather(*(task for _, task in calls.values()), return_exceptions=True)
        # A task cancelled before its first step never reaches its own clean-up.
        for line, _ in calls.values():
            await line.hang_up()

    async def _begin(self, sdp: str, caller: str | None) -> BrowserAnswer:
        if sdp.count("a=candidate:") > OFFER_CANDIDATES:
            raise OfferRefused("too many ICE candidates")
        # No STUN: the robot has an address of its own, and asks no one outside for it.
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        line = BrowserLine(str(uuid.uuid4()), caller, self._dialled, peer)
        try:
            answer = await _answer_to(peer, sdp)
        except BaseException as error:
            log.info("browser offer refused: %s", error)
            await line.hang_up()
            raise
        self._calls[line.key] = (line, asyncio.create_task(self._serve(line)))
        return BrowserAnswer(answer, line.key)

    async def _serve(self, line: BrowserLine) -> None:
        try:
            await self._handler(line)
        except LineClosed:
            log.info("browser call %s ended before it was answered", line.key)
        except Exception:
            log.exception("browser call %s failed", line.key)
        finally:
            await line.hang_up()
            self._calls.pop(line.key, None)


async def _answer_to(peer: RTCPeerConnection, sdp: str) -> str:
    try:
        await peer.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="offer"))
        kinds = [transceiver.kind for transceiver in peer.getTransceivers()]
        if kinds != ["audio"]:
            raise OfferRefused("the offer must carry exactly one audio stream")
        await peer.setLocalDescription(await peer.createAnswer())
    except OfferRefused:
        raise
    except Exception as error:
        # aiortc raises whatever its parser stumbles over; the text came from outside.
        raise OfferRefused(f"not an offer of an audio call: {type(error).__name__}") from error
    return str(peer.localDescription.sdp)


def _codecs() -> list[RTCRtpCodecCapability]:
    able = RTCRtpSender.getCapabilities("audio").codecs
    return [codec for name in CODECS_IN_ORDER for codec in able if codec.mimeType == name]


async def _counts(receiver: RTCRtpReceiver, clock_rate: int) -> MediaStatistics:
    for entry in (await receiver.getStats()).values():
        if entry.type == "inbound-rtp":
            return MediaStatistics(
                packets_received=entry.packetsReceived,
                packets_lost=entry.packetsLost,
                jitter_ms=1000 * entry.jitter / clock_rate,
            )
    return MediaStatistics()
