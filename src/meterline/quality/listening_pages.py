"""The pages on which drawn calls are heard and scored."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meterline.calls.recordings import recording_file
from meterline.calls.selectors import transcript
from meterline.quality.forms import ScoreForm
from meterline.quality.listening import AlreadyScored, Score, score, to_hear
from meterline.quality.models import Listening
from meterline.staff.permissions import Action
from meterline.staff.services import allowed, may, require

PER_PAGE = 50


@require_safe
@never_cache
@allowed(Action.SCORE_CALLS)
def drawn(request: HttpRequest) -> HttpResponse:
    """The calls that were drawn: those that wait, or with `?scored` those that were heard."""
    scored = "scored" in request.GET
    rows = to_hear(request.user).filter(scored_at__isnull=not scored)
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "quality/drawn.html", {"page": listed, "scored": scored})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Action.SCORE_CALLS)
def hear(request: HttpRequest, call: UUID) -> HttpResponse:
    """One call and the form of its score. 404 where it is not for this person."""
    one = _of_mine(request, call)
    form = ScoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _scored(request, one, Score(**form.cleaned_data))
    return render(request, "quality/hear.html", {"form": form, **_shown(request, one)})


@require_safe
@never_cache
@allowed(Action.SCORE_CALLS)
def sound(request: HttpRequest, call: UUID) -> HttpResponseBase:
    """The recording of a drawn call. 404 where there is none."""
    one = _of_mine(request, call)
    require(request.user, Action.HEAR_RECORDINGS, one.summary.branch)
    path = recording_file(one.summary.call.recording)
    if path is None:
        raise Http404("Записи нет")
    return FileResponse(path.open("rb"), content_type="audio/wav")


def _of_mine(request: HttpRequest, call: UUID) -> Listening:
    return get_object_or_404(to_hear(request.user), pk=call)


def _shown(request: HttpRequest, one: Listening) -> dict[str, Any]:
    heard = may(request.user, Action.HEAR_RECORDINGS, one.summary.branch)
    return {
        "one": one,
        "summary": one.summary,
        "utterances": transcript(one.pk),
        "recorded": heard and recording_file(one.summary.call.recording) is not None,
    }


def _scored(request: HttpRequest, one: Listening, given: Score) -> HttpResponse:
    try:
        score(one.pk, given, request.user, timezone.now(), request)
    except AlreadyScored as late:
        messages.error(request, str(late))
        return redirect("quality:drawn")
    messages.success(request, "Оценка записана.")
    following = to_hear(request.user).filter(scored_at=None).first()
    return redirect("quality:hear", following.pk) if following else redirect("quality:drawn")
