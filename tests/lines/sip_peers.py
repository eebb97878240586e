"""Real peers on 127.0.0.1 for the tests of the lines."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from meterline.lines.port import LineHandler
from meterline.lines.sip import SipCarrier, SipSettings

SCENARIOS = Path(__file__).parent / "sipp"
SPEECH_SECONDS = 1.0


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(handler: LineHandler | None, **changes: object) -> AsyncIterator[SipCarrier]:
    """A carrier on a free port; its settings are `carrier.settings`."""
    values = {"port": free_port(), "rtp_ports": (21000, 21998), "number": "88003000", **changes}
    carrier = SipCarrier(SipSettings(**values))
    await carrier.start(handler)
    try:
        yield carrier
    finally:
        await carrier.stop()


class Sipp:
    """Runs scenarios of `sipp/` in a directory of their own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        tone = np.tile(np.frombuffer(bytes([0xE5, 0x65]), np.uint8), round(4000 * SPEECH_SECONDS))
        (directory / "speech.alaw").write_bytes(tone.tobytes())

    async def run(
        self,
        scenario: str,
        target_port: int | None = None,
        *,
        port: int | None = None,
        milliseconds: int = 300,
        **keys: str,
    ) -> None:
        """Run one call; fails the test with sipp's own words if it went otherwise."""
        values = {"caller": "<sip:+79161234567@127.0.0.1>", "codecs": "8", "extra": "X-Test: 1"}
        target = [f"127.0.0.1:{target_port}"] if target_port else []
        process = await asyncio.create_subprocess_exec(
            *("sipp", "-sf", str(self._scenario(scenario, values | keys)), "-m", "1", "-nostdin"),
            *("-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", str(port or free_port())),
            *("-s", keys.get("called", "88003000"), "-d", str(milliseconds)),
            *("-timeout", "10", "-timeout_error", "-trace_err", "-error_file", "errors.log"),
            *target,
            cwd=self.directory,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, told = await process.communicate()
        errors = self.directory / "errors.log"
        words = errors.read_text() if errors.exists() else ""
        assert process.returncode == 0, f"{scenario}: {words}{told.decode()}"

    def _scenario(self, name: str, values: dict[str, str]) -> Path:
        text = (SCENARIOS / f"{name}.xml").read_text()
        text = re.sub(
            r" *<\?part (\w+)\?>\n",
            lambda part: (SCENARIOS / "parts" / f"{part[1]}.xml").read_text(),
            text,
        )
        for key, value in values.items():
            text = text.replace(f"[{key}]", value)
        path = self.directory / f"{name}.xml"
        path.write_text(text)
        return path
