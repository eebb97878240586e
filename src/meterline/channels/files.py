"""Files of messages on disk, each named by its own hash, so that a repeat is the same file."""

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Attachment:
    """A file that comes or goes with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Kept:
    """A file in the folder of messages: its place there and its SHA-256, hexadecimal."""

    file: str
    sha256: str


def folder() -> Path:
    """Where raw messages and attachments lie."""
    return Path(settings.METERLINE_HOME) / "messages"


def keep(content: bytes) -> Kept:
    """Write a file whole or not at all; one that is there already stays as it is."""
    digest = sha256(content).hexdigest()
    place = f"{digest[:2]}/{digest}"
    path = folder() / place
    if not path.exists():
        write_whole(path, content)
    return Kept(place, digest)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears with all its bytes, on disk, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def kept_file(place: str) -> Path | None:
    """The file of a place as a row keeps it, only if it lies in the folder of messages."""
    path = (folder() / place).resolve()
    inside = path.is_relative_to(folder().resolve())
    return path if place and inside and path.is_file() else None
