"""Answers for load balancers and Prometheus."""

from hmac import compare_digest

from django.conf import settings
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from meterline.health.figures import exposition


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 where the site can serve, 503 where the data base does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"database": "no answer"}, status=503)
    return JsonResponse({"database": "ok"})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The site's figures for who brings METERLINE_METRICS_TOKEN; without one there is no page."""
    token = settings.METERLINE_METRICS_TOKEN
    brought = request.headers.get("Authorization", "")
    if not token or not compare_digest(brought.encode(), f"Bearer {token}".encode()):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
