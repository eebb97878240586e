"""Files that no row needs any more: named in the transaction that forgets them, then removed."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import structlog
from django.db.models import Model

from meterline.calls.models import Call
from meterline.calls.recordings import recording_file
from meterline.channels.files import kept_file
from meterline.channels.models import IncomingAttachment, IncomingMessage, OutgoingAttachment
from meterline.retention.models import FileToRemove

log = structlog.get_logger()

Folder = FileToRemove.Folder

FIND: Mapping[str, Callable[[str], Path | None]] = {
    Folder.RECORDINGS: recording_file,
    Folder.MESSAGES: kept_file,
}
USERS: Mapping[str, tuple[tuple[type[Model], str], ...]] = {
    Folder.RECORDINGS: ((Call, "recording"),),
    Folder.MESSAGES: (
        *((IncomingMessage, "evidence"), (IncomingAttachment, "file")),
        (OutgoingAttachment, "file"),
    ),
}
"""Tables and columns that name a file: the same attachment of two letters is one file."""


def forget(folder: Folder, paths: Iterable[str]) -> None:
    """Have files removed once the caller's transaction is committed."""
    FileToRemove.objects.bulk_create(
        (FileToRemove(folder=folder, path=one) for one in {*paths} if one), ignore_conflicts=True
    )


def sweep() -> int:
    """Remove what waits, outside of any transaction; how many files went.

    A file that cannot be removed stays in the list for the next time.
    """
    return sum(_remove(one) for one in FileToRemove.objects.order_by("pk"))


def _remove(waiting: FileToRemove) -> bool:
    path = None if _used(waiting) else FIND[waiting.folder](waiting.path)
    try:
        if path:
            path.unlink(missing_ok=True)
    except OSError as failure:
        log.error("file cannot be removed", folder=waiting.folder, reason=repr(failure))
        return False
    waiting.delete()
    return path is not None


def _used(waiting: FileToRemove) -> bool:
    return any(
        model._default_manager.filter(**{column: waiting.path}).exists()
        for model, column in USERS[waiting.folder]
    )
