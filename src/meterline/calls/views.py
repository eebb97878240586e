"""The recording of a call, for those who may see the call."""

from uuid import UUID

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meterline.calls.models import Call
from meterline.calls.recordings import recording_file


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
