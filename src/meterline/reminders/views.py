"""The page on which a consumer refuses further reminders."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meterline.reminders.stopping import account_of, stop


# A mail program posts here by itself, without a page or a cookie (RFC 8058): the mark proves it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_page(request: HttpRequest, mark: str) -> HttpResponse:
    """Ask, or stop the reminders: mail programs look at links, so looking changes nothing."""
    account = account_of(mark)
    if account is None:
        raise Http404
    if request.method == "POST":
        stop(account, timezone.now())
    stopped = request.method == "POST"
    return render(request, "reminders/stop.html", {"end": account.number[-4:], "stopped": stopped})
