"""The SIP carrier: starts the stack, gives each incoming call to the robot, places calls."""

import asyncio
import errno
import os

import structlog
from baresip import (
    BaresipError,
    Call,
    CallFailed,
    Event,
    RegistrationError,
    Runtime,
    StackEvent,
    UserAgent,
)

from meterline.lines.port import LineHandler
from meterline.lines.sip.errors import CallRefused, CarrierFailed, PortInUse, RegistrationFailed
from meterline.lines.sip.line import SipLine
from meterline.lines.sip.privacy import mask, mask_stack_logs
from meterline.lines.sip.settings import SipSettings, calling_account, own_account, stack_config

_FEED_EVERY = 0.02
_GRACE = 2.0

log = structlog.get_logger(__name__)


class SipCarrier:
    """All calls of one process over SIP.

    `start`, `stop` and `dial` belong to one event loop.
    """

    def __init__(self, settings: SipSettings) -> None:
        self.settings = settings
        self._runtime = Runtime()
        self._agents: dict[str | None, UserAgent] = {}
        self._making_agents = asyncio.Lock()
        self._handler: LineHandler | None = None
        self._lines: set[SipLine] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pump: asyncio.Task[None] | None = None

    async def start(self, handler: LineHandler | None = None) -> None:
        """Listen, and register if there is a PBX account.

        Each incoming call runs `handler` in a task of its own; without a handler calls are
        declined. Raises PortInUse, RegistrationFailed or CarrierFailed.
        """
        self._handler = handler
        mask_stack_logs()
        try:
            await self._runtime.start(stack_config(self.settings))
        except BaresipError as error:
            raise self._start_failure(error) from error
        try:
            await self._take_address()
        except BaresipError as error:
            await self._runtime.close()
            raise self._start_failure(error) from error
        self._pump = asyncio.create_task(self._feed_lines())

    async def stop(self) -> None:
        """Hang up every call, let the handlers end, free the port."""
        for line in list(self._lines):
            await line.hang_up()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._pump is not None:
            self._pump.cancel()
        await self._runtime.close()

    async def dial(
        self, target: str, *, caller: str | None = None, patience: float = 30.0
    ) -> SipLine:
        """Call `target` (`sip:…`) and wait until it is taken, `patience` seconds at most.

        `caller` is the number to show in From; without it our own address. Raises
        CallRefused.
        """
        try:
            agent = await self._agent(caller)
            line = self._adopt(await agent.dial(target))
            await line.wait_answered(patience)
        except CallFailed as error:
            raise CallRefused(str(error), error.status) from error
        except BaresipError as error:
            raise CallRefused(str(error), None) from error
        return line

    async def _take_address(self) -> None:
        agent = await UserAgent.create(self._runtime, own_account(self.settings))
        self._agents[None] = agent
        agent.on_incoming(self._on_incoming)
        if self.settings.registration is not None:
            await agent.register()
            agent.on(_on_registration_event)

    async def _agent(self, caller: str | None) -> UserAgent:
        # Two calls from one number at once share an agent: the stack cannot tell two apart.
        async with self._making_agents:
            if caller not in self._agents:
                account = calling_account(self.settings, caller or self.settings.number)
                self._agents[caller] = await UserAgent.create(self._runtime, account)
            return self._agents[caller]

    def _adopt(self, call: Call) -> SipLine:
        line = SipLine(call, self.settings.transfer_timeout)
        self._lines.add(line)
        return line

    def _on_incoming(self, call: Call) -> None:
        task = asyncio.create_task(self._conduct(self._adopt(call)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _conduct(self, line: SipLine) -> None:
        try:
            if self._handler is not None:
                await self._handler(line)
        except Exception:
            log.exception("call handler failed")
        finally:
            await line.hang_up()

    async def _feed_lines(self) -> None:
        while True:
            for line in list(self._lines):
                line.feed()
                if line.closed:
                    self._lines.discard(line)
            await asyncio.sleep(_FEED_EVERY)

    def _start_failure(self, error: BaresipError) -> CarrierFailed:
        if isinstance(error, RegistrationError):
            return RegistrationFailed(str(error), error.status)
        # The stack tells the reason only in words, those of the C library.
        if os.strerror(errno.EADDRINUSE) in str(error):
            return PortInUse(self.settings.host, self.settings.port)
        return CarrierFailed(str(error))


def _on_registration_event(event: StackEvent) -> None:
    if event.event is Event.REGISTER_FAIL:
        log.warning("registration lost, the stack tries again", reason=mask(event.text or ""))
