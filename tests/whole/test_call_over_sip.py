"""One call from ring to stored reading over real SIP, in real time, as `bench calls` places it."""

from dataclasses import replace

import pytest

from meterline import demo
from meterline.bench.calls import Plan, bench_calls
from meterline.bench.pack import read_pack

KNOWN_PHONE = 6
"""A caller of the demo pack whose phone is linked to his account: the shortest call."""


@pytest.mark.sip
@pytest.mark.timeout(600)
def test_a_call_over_sip_ends_as_a_reading() -> None:
    pack = read_pack(demo.FOLDER)
    chosen = tuple(call for call in pack.calls if call.call == KNOWN_PHONE)
    figures = bench_calls(Plan(replace(pack, calls=chosen), calls=1, concurrency=1))
    [call] = figures["each"]
    told = "\n".join(call["story"])
    assert (figures["stored_right"], figures["stored_wrong"]) == (1, 0), told
    assert figures["without_person"] == 1, told
    assert "Номер обращения" in told
