"""Which pages may bring what, as their headers tell the browser."""

from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from meterline.look.policy import HEADER, STRICT, policy, security_policy


def test_a_page_may_bring_only_what_the_site_serves(client: Client, db: None) -> None:
    header = client.get("/nowhere/")[HEADER]
    assert "default-src 'none'" in header
    assert "unsafe" not in header
    assert "http" not in header


def test_pages_of_other_authors_are_left_as_they_are(client: Client, db: None) -> None:
    assert HEADER not in client.get("/admin/login/")


def test_a_page_that_needs_more_says_so_itself() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={HEADER: policy(media=("blob:",))})

    answer = security_policy(page)(RequestFactory().get("/"))
    assert "media-src 'self' blob:" in answer[HEADER]  # type: ignore[index]


def test_plain_views_are_guarded() -> None:
    answer = security_policy(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert answer[HEADER] == STRICT  # type: ignore[index]


async def test_async_views_are_guarded() -> None:
    async def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    answer = await security_policy(page)(RequestFactory().get("/"))  # type: ignore[misc]
    assert answer[HEADER] == STRICT
