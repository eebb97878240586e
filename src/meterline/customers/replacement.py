"""Replacement of a meter (замена прибора учёта)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from meterline.customers.audit import By
from meterline.customers.models import Meter, Register
from meterline.customers.services import change, save
from meterline.language.zones import Zone

Shown = Mapping[Zone, int]
"""What registers show, digits before the comma."""


@dataclass(frozen=True)
class NewMeter:
    """A meter that is put in the place of another; `opening` names its zones."""

    serial: str
    digits: int
    opening: Shown
    ratio: Decimal = Decimal(1)
    verified_until: date | None = None
    automatic: bool = False


def replace_meter(old: Meter, new: NewMeter, closing: Shown, day: date, by: By) -> Meter:
    """Take a meter down on a day and put a new one in its place at the same point.

    `closing` names every zone of the old one. Raises ValidationError with the field and a
    reason in Russian; then nothing is changed.
    """
    registers = {Zone(one.zone): one for one in old.registers.all()}
    _check_old(old, set(registers), closing, day)
    fresh = _checked(old, new, day)
    with transaction.atomic():
        for zone, value in closing.items():
            change(registers[zone], {"closing": value}, by)
        change(old, {"removed": day}, by)
        save(fresh, by)
        for zone, value in new.opening.items():
            save(Register(meter=fresh, zone=zone.value, opening=value), by)
    return fresh


def _check_old(old: Meter, zones: set[Zone], closing: Shown, day: date) -> None:
    if old.removed or Meter.objects.filter(replaces=old).exists():
        raise ValidationError("Этот счётчик уже снят")
    if old.installed and day < old.installed:
        raise ValidationError({"day": f"Счётчик установлен позже, {old.installed:%d.%m.%Y}"})
    if set(closing) != zones:
        raise ValidationError({"closing": "Нужно показание каждой шкалы прежнего счётчика"})
    _check_digits("closing", closing, old.digits)


def _check_digits(name: str, shown: Shown, digits: int) -> None:
    if any(value < 0 or value >= 10**digits for value in shown.values()):
        raise ValidationError({name: f"У этого счётчика {digits} цифр до запятой"})


def _checked(old: Meter, new: NewMeter, day: date) -> Meter:
    if not new.opening:
        raise ValidationError({"opening": "Нужно показание каждой шкалы нового счётчика"})
    _check_digits("opening", new.opening, new.digits)
    fresh = Meter(
        account=old.account,
        point=old.point,
        serial=new.serial,
        digits=new.digits,
        ratio=new.ratio,
        installed=day,
        replaces=old,
        verified_until=new.verified_until,
        automatic=new.automatic,
    )
    fresh.full_clean()
    return fresh
