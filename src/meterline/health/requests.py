"""How long the site's pages take, counted in this process."""

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Histogram

REGISTRY = CollectorRegistry()
SECONDS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.3, 0.5, 1.0, 2.0, 5.0)

TIMES = Histogram(
    "meterline_http_seconds",
    "Answers of the site, by page.",
    ("page", "status"),
    buckets=SECONDS,
    registry=REGISTRY,
)


class Timed:
    """Middleware that times every answer under the name of its page, never its address."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        response = self._answer(request)
        match = request.resolver_match
        page = (match.view_name if match else "") or "other"
        TIMES.labels(page, response.status_code).observe(perf_counter() - began)
        return response
