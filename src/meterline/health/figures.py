"""Figures of the company's data, asked for when Prometheus asks."""

from collections.abc import Iterator
from time import perf_counter

from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from meterline.health.queues import queues
from meterline.health.requests import REGISTRY


class Company(Collector):
    """What waits, and how long the data base took to say so."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges as they are now."""
        length = GaugeMetricFamily(
            "meterline_queue_length", "Rows that wait for a person or a program.", labels=["queue"]
        )
        oldest = GaugeMetricFamily(
            "meterline_queue_oldest_seconds", "How long the first one has waited.", labels=["queue"]
        )
        began = perf_counter()
        for queue in queues(timezone.now()):
            length.add_metric([queue.name], queue.length)
            oldest.add_metric([queue.name], queue.oldest.total_seconds())
        yield length
        yield oldest
        yield GaugeMetricFamily(
            "meterline_database_seconds",
            "How long the data base took to tell the queues.",
            value=perf_counter() - began,
        )


def exposition() -> bytes:
    """All figures of the site in Prometheus' text format."""
    company = CollectorRegistry()
    company.register(Company())
    return generate_latest(REGISTRY) + generate_latest(company)
