"""Reading of the audit log."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Action
from meterline.staff.services import Person, branches_where, everywhere


def entries_for(person: Person, wanted: dict[str, Any]) -> QuerySet[AuditEntry]:
    """Entries that somebody may see, the latest first, of those wanted.

    `wanted` is cleaned data of `AuditSearch`. What belongs to no branch is for those whose
    leave reaches all branches.
    """
    entries: QuerySet[AuditEntry] = AuditEntry.objects.select_related("branch", "account")
    if not everywhere(person, Action.SEE_AUDIT):
        entries = entries.filter(branch__in=branches_where(person, Action.SEE_AUDIT))
    for condition in _conditions(wanted):
        entries = entries.filter(condition)
    return entries


def _conditions(wanted: dict[str, Any]) -> list[Q]:
    found = []
    if wanted.get("who"):
        found.append(Q(who__icontains=wanted["who"].strip()))
    if wanted.get("action"):
        found.append(Q(action=wanted["action"]))
    if wanted.get("account"):
        found.append(Q(account__number="".join(wanted["account"].split())))
    if wanted.get("since"):
        found.append(Q(at__gte=_midnight(wanted["since"])))
    if wanted.get("until"):
        found.append(Q(at__lt=_midnight(wanted["until"] + timedelta(days=1))))
    return found


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
