"""The recording of a call, for those who may see the call."""

import wave
from uuid import UUID

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meterline.calls.models import Call, Message
from meterline.calls.recordings import recording_file
from meterline.calls.turns import as_wav, sound_between, sound_of, turns_of


@require_GET
@never_cache
@staff_member_required
@permission_required("calls.view_call", raise_exception=True)
def recording(request: HttpRequest, call: UUID) -> FileResponse:
    """The audio file. 404 where there is none, 403 for those who may not see calls."""
    path = recording_file(get_object_or_404(Call, pk=call).recording)
    if path is None:
        raise Http404("Записи нет")
    return FileResponse(path.open("rb"), content_type="audio/wav")


@require_GET
@never_cache
@staff_member_required
@permission_required("calls.view_call", raise_exception=True)
def turn_sound(request: HttpRequest, call: UUID, turn: int) -> HttpResponse:
    """The caller's side of one turn. 404 and 403 as above."""
    path = recording_file(get_object_or_404(Call, pk=call).recording)
    found = next((one for one in turns_of(call) if one.number == turn), None)
    if path is None or found is None:
        raise Http404("Записи нет")
    try:
        return HttpResponse(as_wav(sound_of(path, found)), content_type="audio/wav")
    except wave.Error as broken:
        raise Http404("Запись повреждена") from broken


@require_GET
@never_cache
@staff_member_required
@permission_required("calls.view_message", raise_exception=True)
def message_sound(request: HttpRequest, call: UUID) -> HttpResponse:
    """The message that a caller left, as a file of its own: 404 and 403 as above."""
    message = get_object_or_404(Message.objects.select_related("call"), pk=call)
    path = recording_file(message.call.recording)
    if path is None or message.begin is None:
        raise Http404("Записи нет")
    try:
        sound = sound_between(path, message.begin, message.end)
    except (wave.Error, EOFError) as broken:
        raise Http404("Запись повреждена") from broken
    return HttpResponse(as_wav(sound), content_type="audio/wav")
