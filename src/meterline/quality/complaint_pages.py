"""The pages of complaints."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meterline.quality.complaints import (
    NotFound,
    Words,
    about,
    complain,
    complaints_for,
    settle,
)
from meterline.quality.forms import ComplaintForm, OutcomeForm
from meterline.staff.permissions import Action
from meterline.staff.services import allowed, may

PER_PAGE = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Action.SEE_QUALITY)
def complaints(request: HttpRequest) -> HttpResponse:
    """All complaints that the person may see; one is taken down."""
    form = ComplaintForm(request.POST or None, initial=_asked(request))
    if request.method == "POST" and form.is_valid() and _taken(request, form):
        messages.success(request, "Жалоба записана.")
        return redirect("quality:complaints")
    rows = Paginator(complaints_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    writes = may(request.user, Action.SCORE_CALLS)
    return render(request, "quality/complaints.html", {"form": form, "page": rows, "may": writes})


@require_POST
@allowed(Action.SCORE_CALLS)
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what came of a complaint."""
    complaint = get_object_or_404(complaints_for(request.user), pk=pk)
    form = OutcomeForm(request.POST)
    if form.is_valid():
        settle(complaint, form.cleaned_data["outcome"], request.user, request)
        messages.success(request, "Решение записано.")
    else:
        messages.error(request, "Напишите, что решено.")
    return redirect("quality:complaints")


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("reference", "account")}


def _taken(request: HttpRequest, form: ComplaintForm) -> bool:
    """Whether the complaint was taken down; else the form says why not."""
    told = form.cleaned_data
    try:
        what = about(told["reference"].strip(), told["account"])
        words = Words(told["text"], told["outcome"])
        complain(what, words, request.user, timezone.now(), request)
    except (NotFound, PermissionDenied) as why:
        form.add_error(None, str(why))
        return False
    return True
