"""Whether the bench itself kept time."""

import asyncio


class Lateness:
    """How late this process was: when its callers were late, its delays mean little."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []

    async def watch(self) -> None:
        """Note every 20 ms how late the event loop is, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + 0.02
            await asyncio.sleep(0.02)
            self.milliseconds.append(1000 * (loop.time() - due))
