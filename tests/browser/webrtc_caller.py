"""A caller with a WebRTC client of its own: what a browser does, without a browser."""

import asyncio
from typing import Self

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError

from meterline.lines.browser import BrowserCarrier
from meterline.lines.browser_audio import HeardAudio, SpokenTrack


class WebrtcCaller:
    """Calls a carrier, talks, presses keys and hears. Use as an async context manager."""

    def __init__(self, codec: str | None = None) -> None:
        self.voice = SpokenTrack()
        self.heard = HeardAudio()
        self.key = ""
        self.hung_up = asyncio.Event()
        self._open = asyncio.Event()
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._channel = self._peer.createDataChannel("keys")
        self._channel.on("open", self._open.set)
        self._channel.on("close", self.hung_up.set)
        self._peer.addTrack(self.voice)
        self._peer.on("track", self._on_track)
        if codec:
            able = RTCRtpSender.getCapabilities("audio").codecs
            preferred = [c for c in able if c.mimeType == codec]
            self._peer.getTransceivers()[0].setCodecPreferences(preferred)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._peer.close()

    async def offer(self) -> str:
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return self._peer.localDescription.sdp

    async def take_answer(self, sdp: str) -> None:
        await self._peer.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))
        await asyncio.wait_for(self._open.wait(), 10)

    async def dial(self, carrier: BrowserCarrier, caller: str | None = None) -> None:
        answer = await carrier.offer(await self.offer(), caller)
        self.key = answer.key
        await self.take_answer(answer.sdp)

    def send(self, message: str) -> None:
        self._channel.send(message)

    async def vanish(self) -> None:
        await self._peer.close()

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._listening = asyncio.create_task(self._listen(track))

    async def _listen(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                self.heard.add(await track.recv())
        except MediaStreamError:
            return
