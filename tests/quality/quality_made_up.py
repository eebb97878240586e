"""Summaries made up for the pages, and employees who look at them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.test import Client

from meterline.calls.models import Call
from meterline.customers.models import Branch
from meterline.quality.models import CallSummary
from meterline.staff.models import RoleAssignment
from meterline.staff.permissions import Role

NOW = datetime.fromisoformat("2026-11-23T12:00:00+07:00")
TODAY = date(2026, 11, 23)


def make_summary(branch: Branch | None, day: date = TODAY, **fields: Any) -> CallSummary:
    """A call and its summary; what is not named is a call that did all by itself."""
    began = datetime.fromisoformat(f"{day}T10:00:00+07:00")
    call = Call.objects.create(
        pk=uuid4(), branch=branch, started=began, ended=began + timedelta(minutes=1)
    )
    usual = {
        "phone": "mobile",
        "version": "0.7.1",
        "outcome": "done",
        "reached": 5,
        "stage": "ended",
        "seconds": 60,
        "turns": 3,
        "account_again": 0,
        "reading_again": 0,
        "name_again": 0,
        "delay_median": 50,
        "delay_most": 80,
        "values": 1,
        "verdict": "",
        "linked": False,
        "summarised_at": began,
    }
    return CallSummary.objects.create(call=call, day=day, branch=branch, **(usual | fields))


def signed_in(role: Role, branch: Branch | None = None) -> Client:
    """The browser of somebody with a role in a branch, in all where none is named."""
    user = User.objects.create_user(f"{role}-{branch.pk if branch else 'all'}")
    RoleAssignment.objects.create(user=user, role=role, branch=branch)
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    """What a page says, spaces in one piece."""
    return " ".join(response.content.decode().split())
