"""The program's log: one line of logfmt an event on standard error, numbers masked.

What is logged should name nobody to begin with (tests/frame holds the code to that). The
mask here is the net below it: exception texts and libraries' own lines pass through it too.
"""

import logging
import re
import sys
from typing import TextIO

import structlog

LONG_NUMBER = re.compile(r"\d{4,}(?=\d{4})")
"""All but the last four digits of a run of eight or more: accounts, telephones, serials."""

SHARED: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", key="at"),
]


def mask_numbers(text: str) -> str:
    """`text` with the beginning of each long number replaced by an ellipsis."""
    return LONG_NUMBER.sub("…", text)


class MaskedLines(structlog.stdlib.ProcessorFormatter):
    """Renders structlog's events and other libraries' records alike, masked as a whole."""

    def __init__(self) -> None:
        renderer = structlog.processors.LogfmtRenderer(key_order=["at", "level", "event"])
        super().__init__(
            foreign_pre_chain=SHARED,
            processors=[
                self.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return mask_numbers(super().format(record))


def set_up_logs(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send every log of the process to `stream` (standard error) as masked lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(MaskedLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
