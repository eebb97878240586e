"""Browser calls in the tests stay on 127.0.0.1."""

import aioice.ice
import pytest


@pytest.fixture
def loopback_media(monkeypatch: pytest.MonkeyPatch) -> None:
    """Media candidates on the loopback interface only: aioice leaves it out by itself."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])
