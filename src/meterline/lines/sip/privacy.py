"""The stack's own log lines name callers; what leaves it here does not."""

import logging
import re

_NUMBER = re.compile(r"\d{4,}(?=\d{4})")
_STACK_LOGGERS = ("baresip.native", "baresip.call", "baresip.ua", "baresip.runtime")


class _MaskNumbers(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask(record.getMessage())
        record.args = None
        for name in ("peer", "sip_call_id"):
            record.__dict__.pop(name, None)
        return True


def mask(text: str) -> str:
    """`text` with all but the last four digits of each long number hidden."""
    return _NUMBER.sub("…", text)


def mask_stack_logs() -> None:
    """Mask telephone numbers in everything that the SIP stack logs."""
    for name in _STACK_LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, _MaskNumbers) for each in logger.filters):
            logger.addFilter(_MaskNumbers())
