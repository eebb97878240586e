"""Forms of the app: a score, a complaint, its outcome."""

from django import forms

from meterline.customers.models.accounts import DIGITS_ONLY
from meterline.quality.models import Listening


class ScoreForm(forms.Form):
    """What a person made of a call."""

    flow = forms.TypedChoiceField(
        label="Вежливость и плавность разговора",
        choices=Listening.Mark.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    understood = forms.TypedChoiceField(
        label="Понимание абонента",
        choices=Listening.Mark.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    right = forms.ChoiceField(
        label="Записано то, что сказал абонент",
        choices=Listening.Right.choices,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label="Замечания", required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class ComplaintForm(forms.Form):
    """A complaint and what it is about."""

    reference = forms.CharField(label="Номер обращения", required=False, max_length=7)
    account = forms.CharField(
        label="Лицевой счёт", required=False, max_length=20, validators=[DIGITS_ONLY]
    )
    text = forms.CharField(label="Жалоба", max_length=4000, widget=forms.Textarea({"rows": 4}))
    outcome = forms.CharField(
        label="Что решено", required=False, max_length=4000, widget=forms.Textarea({"rows": 2})
    )


class OutcomeForm(forms.Form):
    """What came of a complaint."""

    outcome = forms.CharField(
        label="Что решено", max_length=4000, widget=forms.Textarea({"rows": 2})
    )
