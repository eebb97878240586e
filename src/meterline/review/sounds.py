"""Sound and pictures of an item; a player may ask for a part of a sound (RFC 9110, 14)."""

import re
import wave
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meterline.calls.recordings import recording_file
from meterline.calls.turns import as_wav, sound_between
from meterline.channels.files import kept_file
from meterline.channels.models import IncomingAttachment
from meterline.review.models import Kind
from meterline.review.subjects import subject_of
from meterline.review.waiting import Key
from meterline.staff.permissions import Action
from meterline.staff.services import allowed

RANGE = re.compile(r"bytes=(\d+)-(\d*)")

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Kinds of files that a browser may show; all others are saved."""


@require_GET
@never_cache
@allowed(Action.REVIEW)
def piece(request: HttpRequest, kind: Kind, item: str) -> HttpResponse:
    """The caller's side of the turn or message in question. 404 where there is none."""
    heard = subject_of(Key(kind, item), request.user).heard
    path = recording_file(heard.call.recording) if heard else None
    if heard is None or path is None:
        raise Http404("Записи нет")
    try:
        return _part(request, as_wav(sound_between(path, heard.begin, heard.end)))
    except (wave.Error, EOFError) as broken:
        raise Http404("Запись повреждена") from broken


@require_GET
@never_cache
@allowed(Action.REVIEW)
def whole(request: HttpRequest, kind: Kind, item: str) -> HttpResponse:
    """The whole call. 404 where there is no recording."""
    call = subject_of(Key(kind, item), request.user).call
    path = recording_file(call.recording) if call else None
    if path is None:
        raise Http404("Записи нет")
    return _part(request, path.read_bytes())


@require_GET
@never_cache
@allowed(Action.REVIEW)
def attachment(request: HttpRequest, item: str, pk: int) -> FileResponse:
    """A file that came with a letter: pictures are shown, others saved."""
    letter = subject_of(Key(Kind.LETTER, item), request.user).row
    found = get_object_or_404(IncomingAttachment, pk=pk, message=letter)
    path: Path | None = kept_file(found.file)
    if path is None:
        raise Http404("Файла нет")
    shown = found.content_type in SHOWN
    kind = found.content_type if shown else "application/octet-stream"
    return FileResponse(
        path.open("rb"),
        content_type=kind,
        as_attachment=not shown,
        filename=found.name,
        headers={"X-Content-Type-Options": "nosniff"},
    )


def _part(request: HttpRequest, sound: bytes) -> HttpResponse:
    """A sound, or the one part of it that is asked for."""
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    first = int(found[1]) if found else 0
    last = min(int(found[2]), len(sound) - 1) if found and found[2] else len(sound) - 1
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(sound)}"})
    headers = {"Accept-Ranges": "bytes"}
    if found:
        headers["Content-Range"] = f"bytes {first}-{last}/{len(sound)}"
    status = 206 if found else 200
    body = sound[first : last + 1]
    return HttpResponse(body, status=status, content_type="audio/wav", headers=headers)
