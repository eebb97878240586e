"""Recordings of calls on disk."""

import hashlib
from pathlib import Path

import structlog
from django.conf import settings

log = structlog.get_logger()


def recording_file(recording: str) -> Path | None:
    """The file of a recording's path as a call keeps it, only if it lies in the right folder."""
    folder = Path(settings.METERLINE_RECORDINGS).resolve()
    path = (folder / recording).resolve()
    return path if recording and path.is_relative_to(folder) and path.is_file() else None


def recording_sha256(recording: str) -> str | None:
    """SHA-256 of a recording's file, hexadecimal; None where there is none that can be read."""
    path = recording_file(recording)
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as failure:
        log.error("recording cannot be read", recording=recording, reason=repr(failure))
        return None
