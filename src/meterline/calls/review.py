"""The page on which a person listens to one turn and writes down what it says."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from meterline.calls.labels import heard_slots
from meterline.calls.models import ReviewedTurn
from meterline.calls.turns import turns_of
from meterline.customers.admin.base import Pages
from meterline.customers.models.accounts import DIGITS_ONLY, ZONE_NAMES
from meterline.language.turn import Command

# The type's parameter is for the type checker: at run time the class takes none.
if TYPE_CHECKING:
    TurnForm = forms.ModelForm[ReviewedTurn]
else:
    TurnForm = forms.ModelForm

ANSWERS = [("", "—"), ("yes", "да"), ("no", "нет")]
COMMANDS = [
    ("", "—"),
    (Command.OPERATOR.value, "оператор"),
    (Command.SUBMIT.value, "передать показания"),
    (Command.REPEAT.value, "повторите"),
    (Command.HELP.value, "помощь"),
    (Command.BACK.value, "назад"),
    (Command.WAIT.value, "подождите"),
    (Command.EMERGENCY.value, "авария"),
    (Command.FIX_ACCOUNT.value, "исправить счёт"),
    (Command.FIX_READING.value, "исправить показания"),
    (Command.OTHER_ACCOUNT.value, "другой счёт"),
    (Command.METER_REPLACED.value, "счётчик заменили"),
    (Command.ARE_YOU_ROBOT.value, "вы робот?"),
]
ZONES = tuple(zone for zone, _ in ZONE_NAMES)
LABELLED = ("account", "name", "serial", *ZONES, "answer", "command")


def _value(zone: str) -> forms.IntegerField:
    return forms.IntegerField(label=f"показание: {zone}", required=False, min_value=0)


class ReviewForm(TurnForm):
    """The label of a turn, a field for each slot; empty is what was not said."""

    account = forms.CharField(
        label="лицевой счёт", required=False, max_length=20, validators=[DIGITS_ONLY]
    )
    name = forms.CharField(
        label="имя владельца счёта",
        required=False,
        help_text="Как в базе. Пусто, если имени нет или назван другой человек",
    )
    serial = forms.CharField(label="заводской номер счётчика", required=False, max_length=30)
    single, day, night, peak, half_peak = (_value(name) for _, name in ZONE_NAMES)
    answer = forms.ChoiceField(label="ответ", required=False, choices=ANSWERS)
    command = forms.ChoiceField(label="просьба", required=False, choices=COMMANDS)

    class Meta:
        model = ReviewedTurn
        fields = ("call", "turn", "text", "verdict")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slots = self.initial.get("slots") or self.instance.slots
        self.initial = {**fields_of(slots), **self.initial}

    def clean(self) -> dict[str, Any]:
        """Put the slots together. Refused where the log of the call has no such turn."""
        given = super().clean() or self.cleaned_data
        call = given.get("call")
        known = {turn.number for turn in turns_of(call.pk)} if call else set()
        if call and given.get("turn") not in known:
            self.add_error("turn", "В журнале звонка нет такой реплики")
        self.instance.slots = slots_of(given)
        return given


def fields_of(slots: dict[str, Any]) -> dict[str, Any]:
    """Slots as the form's fields."""
    answer = {True: "yes", False: "no", None: ""}[slots.get("confirm")]
    plain = {name: slots.get(name, "") for name in ("account", "name", "serial", "command")}
    return {**plain, **slots.get("readings", {}), "answer": answer}


def slots_of(given: dict[str, Any]) -> dict[str, Any]:
    """The form's fields as slots, those that were said."""
    slots = {name: given[name] for name in ("account", "name", "command") if given.get(name)}
    readings = {zone: given[zone] for zone in ZONES if given.get(zone) is not None}
    if readings:
        slots["readings"] = readings
    if readings and given.get("serial"):
        slots["serial"] = given["serial"]
    if given.get("answer"):
        slots["confirm"] = given["answer"] == "yes"
    return slots


class ReviewedTurnAdmin(Pages):
    """Reviewed turns; a turn is added from the page of its call."""

    form = ReviewForm
    list_display = ("call", "turn", "text", "verdict", "reviewer", "reviewed_at")
    list_filter = ("verdict",)
    list_select_related = ("call", "reviewer")
    raw_id_fields = ("call",)
    fieldsets = (
        (None, {"fields": (("call", "turn"), "text")}),
        ("Что сказано", {"fields": LABELLED}),
        (None, {"fields": ("verdict",)}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What was understood, for the call and turn of the address."""
        initial: dict[str, Any] = {**super().get_changeform_initial_data(request)}
        try:
            number = int(initial.get("turn", ""))
            turns = {turn.number: turn for turn in turns_of(initial["call"])}
            turn = turns[number]
        except (KeyError, ValueError, forms.ValidationError):
            return initial
        return {**initial, "text": turn.text, "slots": heard_slots(turn)}

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """The form, below a player of the turn."""
        given = context["adminform"].form
        row, initial = given.instance, given.initial
        if row.call_id and row.turn:
            context["sound"] = reverse("turn-sound", args=[row.call_id, row.turn])
        elif "slots" in initial:
            context["sound"] = reverse("turn-sound", args=[initial["call"], initial["turn"]])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Note who reviewed it."""
        obj.reviewer = request.user
        super().save_model(request, obj, form, change)
