"""At a meter: its replacement, and the reading that a controller took."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meterline.customers.admin.forms import ReplacementForm
from meterline.customers.audit import By
from meterline.customers.models import Account, Meter, MeterAct
from meterline.customers.replacement import replace_meter
from meterline.customers.services import record_act
from meterline.desk.access import account_for
from meterline.desk.account_page import with_proposal
from meterline.desk.batch import received_at
from meterline.desk.entry import Entered, enter
from meterline.desk.fields import Sheet, sheet_of
from meterline.desk.receipts import next_customer
from meterline.readings.models import Source
from meterline.readings.submission import Accepted, Implausible, NotAccepted
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import allowed


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class FitterForm(ReplacementForm):
    """The replacement with the browser's own calendar."""

    def __init__(self, old: Meter, data: Any = None) -> None:
        super().__init__(old, data)
        for name in ("day", "verified_until"):
            self.fields[name].widget = _day()
        self.order_fields([name for _, section in self.sections for name in _flat(section)])


class ActForm(forms.Form):
    """The controller's act."""

    day = forms.DateField(label="Дата акта", widget=_day())
    number = forms.CharField(label="Номер акта", max_length=50)
    found = forms.ChoiceField(
        label="Состояние счётчика",
        required=False,
        choices=[("", "исправен, без замечаний"), *MeterAct.Kind.choices],
    )
    note = forms.CharField(label="Примечание", required=False, max_length=300)

    def clean_day(self) -> date:
        """No day to come."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError("Этот день ещё не наступил.")
        return day


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(Action.REPLACE_METERS)
def replace(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a meter down and put up another, as the fitter wrote it down."""
    account = account_for(request, number, Action.REPLACE_METERS)
    old = _meter(account, pk)
    form = FitterForm(old, request.POST or None)
    if request.method == "POST" and form.is_valid() and _replaced(request, old, form):
        return redirect("desk:account", number)
    return render(request, "desk/replace.html", {"one": account, "meter": old, "form": form})


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(Action.ENTER_CONTROL)
def control(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A controller's reading with its act; what he found wrong is put on record too."""
    account = account_for(request, number, Action.ENTER_CONTROL)
    meter = _meter(account, pk)
    posted = request.POST or None
    form = ActForm(posted, initial={"day": timezone.localdate().isoformat()})
    day = form.cleaned_data["day"] if posted and form.is_valid() else timezone.localdate()
    typed = with_proposal(request.POST)
    sheet = sheet_of(
        account, received_at(account, day), typed, source=Source.CONTROL, serial=meter.serial
    )
    shown: dict[str, Any] = {"one": account, "meter": meter, "form": form, "sheet": sheet}
    if posted and form.is_valid():
        why = request.POST.get("why", "").strip()
        accepted, problem = _controlled(request, _Told(meter, sheet, form.cleaned_data, why))
        if accepted:
            return next_customer(accepted)
        shown |= problem
    sheet.focus()
    return render(request, "desk/control.html", shown)


@dataclass(frozen=True)
class _Told:
    """What a controller brought: fields of a meter, its act, why odd values are right."""

    meter: Meter
    sheet: Sheet
    act: dict[str, Any]
    why: str


def _meter(account: Account, pk: int) -> Meter:
    meters = account.meters.select_related("account__branch").prefetch_related("registers")
    return get_object_or_404(meters, pk=pk, removed=None)


def _replaced(request: HttpRequest, old: Meter, form: FitterForm) -> bool:
    given = form.cleaned_data
    by = By(request.user.get_username(), given["why"])
    try:
        with transaction.atomic():
            fresh = replace_meter(old, form.new, form.closing, given["day"], by)
            record(
                request.user,
                Action.REPLACE_METERS,
                f"Счётчик {old} заменён на {fresh}",
                account=old.account,
                details={"день": given["day"].isoformat(), "почему": given["why"]},
                request=request,
            )
    except ValidationError as refused:
        for name, reasons in getattr(refused, "error_dict", {None: [refused]}).items():
            form.add_error(name if name in form.fields else None, reasons)
        return False
    return True


def _controlled(request: HttpRequest, told: _Told) -> tuple[Accepted | None, dict[str, Any]]:
    """What was stored, or what is wrong, as the page shows it."""
    values = told.sheet.values()
    if told.sheet.problems or told.sheet.empty:
        return None, {"refusal": "Нужно показание каждой шкалы."}
    account, act = told.meter.account, told.act
    evidence = f"акт № {act['number']} от {act['day']:%d.%m.%Y}"
    at = received_at(account, act["day"])
    try:
        with transaction.atomic():
            entered = Entered(account, values, at, Source.CONTROL, evidence, told.why)
            accepted = enter(request, entered)
            if act["found"]:
                _put_on_record(request, told.meter, act)
            return accepted, {}
    except Implausible as refusal:
        told.sheet.note(refusal.checked)
        return None, {"doubt": True}
    except NotAccepted as refusal:
        return None, {"refusal": str(refusal)}
    except ValidationError as refusal:
        return None, {"refusal": " ".join(refusal.messages)}


def _put_on_record(request: HttpRequest, meter: Meter, act: dict[str, Any]) -> None:
    found = MeterAct(
        meter=meter, kind=act["found"], day=act["day"], number=act["number"], note=act["note"]
    )
    record_act(found, By(request.user.get_username(), "контрольное снятие"))


def _flat(section: dict[str, Any]) -> list[str]:
    return [name for one in section["fields"] for name in ((one,) if isinstance(one, str) else one)]
