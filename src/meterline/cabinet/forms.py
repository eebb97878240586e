"""Forms of the cabinet."""

import re
from typing import Any

from django import forms

from meterline.channels.models import Channel
from meterline.customers.models import Account
from meterline.reminders.models import ReminderChoice

NOT_DIGITS = re.compile(r"[^0-9]+")
SEPARATORS = re.compile(r"[\s№.\-/]+")
Way = ReminderChoice.Way


class NumberForm(forms.Form):
    """Whose code is to be sent where."""

    number = forms.CharField(
        label="Лицевой счёт",
        help_text="Все цифры номера, он вверху квитанции",
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    way = forms.ChoiceField(
        label="Куда прислать код",
        choices=[(Channel.EMAIL.value, "На электронную почту"), (Channel.SMS.value, "В СМС")],
        initial=Channel.EMAIL.value,
        widget=forms.RadioSelect,
    )

    def clean_number(self) -> str:
        """The number's digits."""
        number = SEPARATORS.sub("", self.cleaned_data["number"])
        if NOT_DIGITS.search(number) or not 4 <= len(number) <= 20:
            raise forms.ValidationError("В номере лицевого счёта только цифры, от 4 до 20.")
        return number


class CodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(
        label="Код из сообщения",
        help_text="6 цифр, действуют 10 минут",
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """The code's digits, however they were grouped."""
        return NOT_DIGITS.sub("", self.cleaned_data["code"])


class RemindersForm(forms.Form):
    """Whether and how an account is reminded; only ways that something is linked for."""

    on = forms.BooleanField(label="Напоминать, если показаний ещё нет", required=False)
    way = forms.ChoiceField(label="Как напоминать", widget=forms.RadioSelect)

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = possible_ways(account)
        field = self.fields["way"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, WAYS[one]) for one in ways]


WAYS = {
    Way.EMAIL: "Письмом на электронную почту",
    Way.SMS: "Сообщением СМС",
    Way.CALL: "Звонком автоответчика",
}


def possible_ways(account: Account) -> list[Way]:
    """The ways by which an account can be reached."""
    by_mail = [Way.EMAIL] if account.emails.exists() else []
    by_phone = [Way.SMS, Way.CALL] if account.phones.exists() else []
    return [*by_mail, *by_phone]


class ErasureForm(forms.Form):
    """What is to be erased, in the consumer's own words."""

    wish = forms.CharField(
        label="Что удалить",
        help_text="Можно не заполнять: тогда удалим всё, что закон не велит хранить",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
