"""The interface as a whole: routers, limits, errors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from meterline import __version__
from meterline.api import company, own
from meterline.api.auth import throttle
from meterline.api.problems import problem_of
from meterline.api.schemas import Problem
from meterline.readings.submission import NotAccepted

api = NinjaAPI(
    title="meterline",
    version=__version__,
    description="Показания счётчиков: свой лицевой счёт и программы компании.",
    urls_namespace="api",
    throttle=[throttle()],
)
api.add_router("/own", own.router)
api.add_router("/company", company.router)


@api.exception_handler(NotAccepted)
def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    """A submission that was not stored: 422 with the reason."""
    return api.create_response(request, problem_of(refusal), status=422)


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, invalid: Any) -> HttpResponse:
    """A request that is not as the description says: 422 with every place that is wrong."""
    wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in invalid.errors)
    problem = Problem(code="Invalid", message=f"Запрос не по описанию: {wrong}")
    return api.create_response(request, problem, status=422)


@api.exception_handler(HttpError)
def not_let_in(request: HttpRequest, error: Any) -> HttpResponse:
    """A token without the right, too many requests, a key that was used for something else."""
    problem = Problem(code=type(error).__name__, message=error.message)
    return api.create_response(request, problem, status=error.status_code)
