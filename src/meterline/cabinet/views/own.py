"""Reminders, own data, erasure, and who sees an account."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meterline.cabinet.deeds import latest_deeds, note
from meterline.cabinet.erasure import ask_erasure
from meterline.cabinet.forms import ErasureForm, RemindersForm, possible_ways
from meterline.cabinet.guards import own_account
from meterline.cabinet.joining import part, seen_in
from meterline.cabinet.models import Deed
from meterline.cabinet.own_data import archive
from meterline.cabinet.visits import Visit
from meterline.customers.models import Account
from meterline.reminders.choices import choice_of, choose
from meterline.reminders.models import ReminderChoice


@require_http_methods(["GET", "POST"])
@own_account
def own(request: HttpRequest, visit: Visit, account: Account) -> HttpResponseBase:
    """Settings of an account, its data, and what was done with it."""
    choice, ways = choice_of(account), possible_ways(account)
    initial = {"on": choice.on, "way": choice.way} if choice else {"on": False, "way": ways[:1]}
    form = RemindersForm(account, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _remember(visit, account, form)
        messages.success(request, "Напоминания сохранены.")
        return redirect("cabinet:own", account.pk)
    told = {
        "visit": visit,
        "account": account,
        "form": form,
        "ways": ways,
        "deeds": latest_deeds(account),
        "seen_in": seen_in(account),
        "erasures": account.erasures.all(),
    }
    return render(request, "cabinet/own.html", told)


@require_GET
@own_account
def data(request: HttpRequest, visit: Visit, account: Account) -> HttpResponseBase:
    """Everything that is kept, as an archive."""
    now = timezone.now()
    note(Deed.Kind.DATA, account, now, by=visit.account)
    headers = {"Content-Disposition": 'attachment; filename="meterline-data.zip"'}
    content = archive(account, now.astimezone(account.branch.zone))
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_http_methods(["GET", "POST"])
@own_account
def erasure(request: HttpRequest, visit: Visit, account: Account) -> HttpResponseBase:
    """Ask that data be erased; what the law has kept is told before."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = ask_erasure(account, form.cleaned_data["wish"], timezone.now(), by=visit.account)
        messages.success(request, f"Запрос принят. Ответим до {asked.answer_by:%d.%m.%Y}.")
        return redirect("cabinet:own", account.pk)
    told = {"visit": visit, "account": account, "form": form}
    return render(request, "cabinet/erasure.html", told)


@require_POST
@own_account
def remove(request: HttpRequest, visit: Visit, account: Account, other: int) -> HttpResponseBase:
    """Show an account no more in the cabinet of another one: either of the two may want it."""
    at = timezone.now()
    if account == visit.account and (gone := visit.find(other)):
        part(account, gone, at, by=account)
        messages.success(request, f"Лицевой счёт {gone.number} убран из кабинета.")
        return redirect("cabinet:overview")
    owner = next((one for one in seen_in(account) if one.pk == other), None)
    if owner is None:
        raise Http404
    part(owner, account, at, by=visit.account)
    messages.success(request, f"В кабинете счёта {owner.number} этого счёта больше нет.")
    return redirect("cabinet:own", account.pk)


def _remember(visit: Visit, account: Account, form: RemindersForm) -> None:
    at, way = timezone.now(), ReminderChoice.Way(form.cleaned_data["way"])
    with transaction.atomic():
        choice = choose(account, way, at, on=form.cleaned_data["on"])
        note(Deed.Kind.REMINDERS, account, at, by=visit.account, detail=str(choice))
