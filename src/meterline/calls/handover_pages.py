"""The operator's pages: calls handed over, and each with all that the robot had understood."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meterline.calls.handover import (
    Handover,
    account_named,
    branches_of,
    handed_over,
    handover_of,
)
from meterline.calls.recordings import recording_file
from meterline.calls.selectors import transcript


@require_GET
@never_cache
@staff_member_required
@permission_required("calls.take_call", raise_exception=True)
def queue(request: HttpRequest) -> HttpResponse:
    """The calls of the operator's branches. `?live` gives only what changes on the page."""
    shown = {"calls": handed_over(branches_of(request.user), timezone.now())}
    return _page(request, "handovers", "Звонки, переданные оператору", shown)


@require_GET
@never_cache
@staff_member_required
@permission_required("calls.take_call", raise_exception=True)
def handover(request: HttpRequest, call: UUID) -> HttpResponse:
    """One call. 404 where it was not handed over to a branch of this operator's."""
    one = _of_mine(request, call)
    shown = {
        "one": one,
        "known": account_named(one.account),
        "utterances": transcript(call),
        "recorded": recording_file(one.call.recording) is not None,
    }
    return _page(request, "handover", "Переданный звонок", shown)


@require_GET
@never_cache
@staff_member_required
@permission_required("calls.take_call", raise_exception=True)
def recording(request: HttpRequest, call: UUID) -> FileResponse:
    """What was said before the transfer. 404 as above, and before the robot's part is over."""
    path = recording_file(_of_mine(request, call).call.recording)
    if path is None:
        raise Http404("Записи нет")
    return FileResponse(path.open("rb"), content_type="audio/wav")


def _of_mine(request: HttpRequest, call: UUID) -> Handover:
    found = handover_of(call, branches_of(request.user))
    if found is None:
        raise Http404("Такого звонка нет")
    return found


def _page(request: HttpRequest, name: str, title: str, shown: dict[str, Any]) -> HttpResponse:
    if "live" in request.GET:
        return render(request, f"calls/{name}_live.html", shown)
    frame = {**admin.site.each_context(request), "title": title, "live": f"calls/{name}_live.html"}
    return render(request, "calls/live_page.html", {**frame, **shown, "list": name == "handovers"})
