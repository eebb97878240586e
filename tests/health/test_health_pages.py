"""What the site tells load balancers and Prometheus, and whom."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from meterline.channels.models import Channel, IncomingMessage

pytestmark = pytest.mark.django_db

TOKEN = "figures-for-prometheus-alone"


@pytest.fixture
def token(settings: LazySettings) -> str:
    settings.METERLINE_METRICS_TOKEN = TOKEN
    return TOKEN


def figures(client: Client) -> Mapping[tuple[str, ...], float]:
    """Values by name and labels' values."""
    reply = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert reply.status_code == 200
    assert reply["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(reply.content.decode())
    return {
        (one.name, *one.labels.values()): one.value for family in families for one in family.samples
    }


def test_a_site_with_its_data_base_is_healthy() -> None:
    reply = Client().get("/health")
    assert (reply.status_code, reply.json()) == (200, {"database": "ok"})


def test_a_site_without_its_data_base_is_not(monkeypatch: pytest.MonkeyPatch) -> None:

    def gone() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    reply = Client().get("/health")
    assert (reply.status_code, reply.json()) == (503, {"database": "no answer"})


@pytest.mark.parametrize("brought", [{}, {"Authorization": "Bearer guess"}, {"Authorization": "é"}])
def test_figures_are_for_who_brings_the_token(token: str, brought: dict[str, str]) -> None:
    assert Client().get("/metrics", headers=brought).status_code == 404


def test_without_a_token_there_are_no_figures(settings: LazySettings) -> None:
    settings.METERLINE_METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_who_waits_is_told_and_for_how_long(token: str) -> None:
    for minutes in (5, 90):
        IncomingMessage.objects.create(
            channel=Channel.EMAIL,
            external=f"letter {minutes}",
            sender="person@example.org",
            received_at=timezone.now() - timedelta(minutes=minutes),
            evidence="letter.eml",
            evidence_sha256="0" * 64,
            state=IncomingMessage.State.FOR_A_PERSON,
        )
    found = figures(Client())
    assert found["meterline_queue_length", "messages_for_a_person"] == 2
    oldest = found["meterline_queue_oldest_seconds", "messages_for_a_person"]
    assert oldest == pytest.approx(90 * 60, abs=60)
    assert found["meterline_queue_length", "readings_doubtful"] == 0


def test_pages_are_timed_under_their_names(token: str) -> None:
    client = Client()
    name = ("meterline_http_seconds_count", "health:health", "200")
    before = figures(client).get(name, 0)
    client.get("/health")
    assert figures(client)[name] == before + 1
