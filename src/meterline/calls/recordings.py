"""Recordings of calls on disk."""

from pathlib import Path

from django.conf import settings


def recording_file(recording: str) -> Path | None:
    """The file of a recording's path as a call keeps it, only if it lies in the right folder."""
    folder = Path(settings.METERLINE_RECORDINGS).resolve()
    path = (folder / recording).resolve()
    return path if recording and path.is_relative_to(folder) and path.is_file() else None
