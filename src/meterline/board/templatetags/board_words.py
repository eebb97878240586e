"""How the board says times, queues and endings."""

from collections.abc import Mapping
from datetime import timedelta

from django import template

from meterline.calls.models import OUTCOMES

register = template.Library()

QUEUES = {
    "readings_doubtful": "сомнительные показания",
    "calls_to_work_off": "сообщения, которые разберёт робот",
    "calls_for_a_person": "сообщения и просьбы перезвонить",
    "messages_new": "письма, которые разберёт программа",
    "messages_for_a_person": "письма и снимки для сотрудника",
    "messages_to_send": "ответы к отправке",
    "registry_rows_held": "строки реестров без места",
}
ENDINGS = {"": "идут", **dict(OUTCOMES)}


@register.filter
def lasting(time: timedelta) -> str:
    """A length of time in its two largest units."""
    minutes = max(0, int(time.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} д {hours} ч"
    return f"{hours} ч {rest} мин" if hours else f"{rest} мин"


@register.filter
def queue_named(name: str) -> str:
    """A queue's name for people."""
    return QUEUES[name]


@register.filter
def endings(ended: Mapping[str, int]) -> str:
    """How calls ended, the most frequent first."""
    ordered = sorted(ended.items(), key=lambda one: -one[1])
    return ", ".join(f"{ENDINGS.get(name, name)}: {count}" for name, count in ordered)
