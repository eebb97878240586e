"""What reaches the log names no customer."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from meterline.logs import mask_numbers, set_up_logs


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    set_up_logs(stream=stream)
    yield stream
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("account 190012345678", "account …5678"),
        ("from +79131234567 to 88003000", "from +…4567 to …3000"),
        ("1234567", "1234567"),
        ("call 7, 20 ms", "call 7, 20 ms"),
        ("190012345678/190087654321", "…5678/…4321"),
    ],
)
def test_long_numbers_keep_their_last_four_digits(written: str, read: str) -> None:
    assert mask_numbers(written) == read


def test_an_event_is_one_masked_line(lines: io.StringIO) -> None:
    structlog.get_logger("meterline.robot").info("call began", call="c1", peer="79131234567")
    (line,) = lines.getvalue().splitlines()
    assert 'level=info event="call began"' in line
    assert "call=c1" in line
    assert "peer=…4567" in line


def test_the_texts_of_exceptions_are_masked(lines: io.StringIO) -> None:
    try:
        raise LookupError("no account 190012345678")
    except LookupError:
        structlog.get_logger().exception("lookup failed")
    assert "190012345678" not in lines.getvalue()
    assert "no account …5678" in lines.getvalue()


def test_the_lines_of_libraries_are_masked(lines: io.StringIO) -> None:
    logging.getLogger("a.library").warning("INVITE from %s", "sip:79131234567@host")
    assert "79131234567" not in lines.getvalue()
    assert "…4567@host" in lines.getvalue()
