"""Whatever a program sends, the interface answers as its own description says."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import time_machine
from company_made_up import AT, make_account
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from meterline.api.scopes import COMPANY, OWN
from meterline.api.tokens import Owner, make_token

CHECKS = (
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
)

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def tokens(transactional_db: None) -> Iterator[dict[str, str]]:
    """A token for each half of the interface, on an account with a history."""
    with time_machine.travel(AT, tick=False):
        account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
        own = make_token(Owner("дом", "test", account=account), sorted(OWN))[1]
        company = make_token(Owner("1С", "test"), sorted(COMPANY))[1]
        yield {"own": own, "company": company}


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(case: Case[Any], tokens: dict[str, str]) -> None:
    cache.clear()
    half = "own" if "/own/" in case.path else "company"
    case.headers["Authorization"] = f"Bearer {tokens[half]}"
    case.call_and_validate(checks=list(CHECKS))
