"""Forms of meters: a new one, and one in the place of another."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from meterline.customers.admin.recorded import WHY, WhyForm
from meterline.customers.models import Meter, Register
from meterline.customers.models.accounts import ZONE_NAMES
from meterline.customers.replacement import NewMeter
from meterline.language.zones import ZONES_OF_METER, Zone

NAMES = dict(ZONE_NAMES)
TARIFFS = [
    (count, f"{count}: {', '.join(NAMES[zone.value] for zone in zones)}")
    for count, zones in ZONES_OF_METER.items()
]


class NewMeterForm(WhyForm):
    """A meter that was not there before, with the registers that its tariff needs."""

    zones = forms.TypedChoiceField(label="Шкал", choices=TARIFFS, coerce=int, initial=1)

    def registers(self) -> list[Register]:
        """The registers to be added once the meter is stored."""
        zones = ZONES_OF_METER[self.cleaned_data["zones"]]
        return [Register(meter=self.instance, zone=zone.value) for zone in zones]


class ReplacementForm(forms.Form):
    """What a fitter wrote down when he replaced a meter."""

    day = forms.DateField(label="День замены", widget=AdminDateWidget)
    serial = forms.CharField(label="Заводской номер нового", max_length=30)
    zones = forms.TypedChoiceField(label="Шкал", choices=TARIFFS, coerce=int)
    digits = forms.IntegerField(label="Цифр до запятой", min_value=4, max_value=7)
    ratio = forms.DecimalField(
        label="Коэффициент трансформации", min_value=1, max_digits=9, decimal_places=2
    )
    opening = forms.CharField(
        label="Показания при установке",
        max_length=30,
        help_text="По одному на шкалу, через запятую: день, ночь — 0, 0",
    )
    verified_until = forms.DateField(label="Поверен до", widget=AdminDateWidget, required=False)
    automatic = forms.BooleanField(label="Передаёт показания сам", required=False)
    why = forms.CharField(
        label=WHY,
        max_length=200,
        help_text="Останется в истории: акт замены, истёк срок поверки",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, old: Meter, data: Any = None) -> None:
        self._registers = list(old.registers.all())
        usual = {
            "day": timezone.localdate,
            "zones": len(self._registers) or 1,
            "digits": old.digits,
            "ratio": old.ratio,
            "opening": ", ".join("0" for _ in self._registers),
            "automatic": old.automatic,
        }
        super().__init__(data, initial=usual)
        for one in self._registers:
            self.fields[self._closing_name(one)] = forms.IntegerField(
                label=f"Показание прежнего, {one.get_zone_display()}",
                min_value=0,
                max_value=10**old.digits - 1,
            )

    @property
    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """The fields in the order in which they stand on paper."""
        new = ("serial", ("zones", "digits", "ratio"), "opening", ("verified_until", "automatic"))
        closing = tuple(self._closing_name(one) for one in self._registers)
        return [
            ("Снят", {"fields": ("day", *closing)}),
            ("Установлен", {"fields": new}),
            (None, {"fields": ("why",)}),
        ]

    def clean_opening(self) -> list[int]:
        """The values of the new meter's registers."""
        given = [one.strip() for one in self.cleaned_data["opening"].split(",")]
        if not all(one.isdecimal() for one in given):
            raise ValidationError("Нужны числа через запятую")
        zones = ZONES_OF_METER.get(self.cleaned_data.get("zones", 0), ())
        if len(given) != len(zones):
            names = ", ".join(NAMES[zone.value] for zone in zones)
            raise ValidationError(f"Нужно по одному показанию на шкалу: {names}")
        return [int(one) for one in given]

    @property
    def new(self) -> NewMeter:
        """The meter that was put up."""
        given = self.cleaned_data
        zones = ZONES_OF_METER[given["zones"]]
        return NewMeter(
            serial=given["serial"],
            digits=given["digits"],
            opening=dict(zip(zones, given["opening"], strict=True)),
            ratio=given["ratio"],
            verified_until=given["verified_until"],
            automatic=given["automatic"],
        )

    @property
    def closing(self) -> dict[Zone, int]:
        """What the old meter showed when it was taken down."""
        given = self.cleaned_data
        return {Zone(one.zone): given[self._closing_name(one)] for one in self._registers}

    @staticmethod
    def _closing_name(register: Register) -> str:
        return f"closing_{register.zone}"
