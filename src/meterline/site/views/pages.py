"""Pages that ask nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meterline.site.offices import branches_shown
from meterline.site.pictures import PICTURES


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here."""
    return render(request, "site/home.html")


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Addresses, hours and telephones."""
    return render(request, "site/offices.html", {"branches": branches_shown(timezone.now())})


@require_safe
def meters(request: HttpRequest) -> HttpResponse:
    """How to read a meter."""
    return render(request, "site/meters.html", {"pictures": PICTURES})
