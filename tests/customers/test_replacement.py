"""Replacement of a meter: closing and opening values, and what cannot be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from accounts_made_up import CLERK, make_account
from django.core.exceptions import ValidationError

from meterline.customers.models import Account, Branch, Change, Meter, MeteringPoint, Register
from meterline.customers.replacement import NewMeter, replace_meter
from meterline.language.zones import Zone

DAY = date(2026, 5, 20)
NEW = NewMeter("900", 6, {Zone.DAY: 3, Zone.NIGHT: 0}, Decimal(20), date(2042, 5, 1))


def test_the_old_one_closes_and_the_new_one_opens(account: Account) -> None:
    old = account.meters.get()
    point = MeteringPoint.objects.create(account=account, name="Дом")
    Meter.objects.update(point=point)
    old.refresh_from_db()
    fresh = replace_meter(old, NEW, {Zone.SINGLE: 99_876}, DAY, CLERK)
    old.refresh_from_db()
    assert (old.removed, fresh.installed, fresh.replaces) == (DAY, DAY, old)
    assert (fresh.account, fresh.point, fresh.digits, fresh.ratio) == (account, point, 6, 20)
    assert list(Register.objects.values_list("meter", "zone", "opening", "closing")) == [
        (old.pk, "single", None, 99_876),
        (fresh.pk, "day", 3, None),
        (fresh.pk, "night", 0, None),
    ]
    assert {one.why for one in Change.objects.all()} == {CLERK.why}
    assert [one.table for one in Change.objects.order_by("id")] == [
        *("register", "meter", "meter", "register", "register"),
    ]


@pytest.mark.parametrize(
    ("new", "closing", "day", "column", "reason"),
    [
        (NEW, {Zone.SINGLE: 1}, date(2015, 5, 14), "day", "установлен позже, 15.05.2015"),
        (NEW, {Zone.SINGLE: 100_000}, DAY, "closing", "5 цифр"),
        (NEW, {Zone.SINGLE: -1}, DAY, "closing", "5 цифр"),
        (NEW, {}, DAY, "closing", "каждой шкалы прежнего"),
        (NEW, {Zone.DAY: 1, Zone.NIGHT: 1}, DAY, "closing", "каждой шкалы прежнего"),
        (replace(NEW, opening={}), {Zone.SINGLE: 1}, DAY, "opening", "каждой шкалы нового"),
        (
            replace(NEW, opening={Zone.SINGLE: 10**6}),
            {Zone.SINGLE: 1},
            DAY,
            "opening",
            "6 цифр",
        ),
        (replace(NEW, digits=8), {Zone.SINGLE: 1}, DAY, "digits", "7"),
        (replace(NEW, ratio=Decimal("0.5")), {Zone.SINGLE: 1}, DAY, "ratio", "1"),
        (replace(NEW, serial=""), {Zone.SINGLE: 1}, DAY, "serial", "пустым"),
        (replace(NEW, serial="АГ7123"), {Zone.SINGLE: 1}, DAY, "__all__", "уже есть"),
    ],
)
def test_what_cannot_be(
    account: Account,
    *,
    new: NewMeter,
    closing: dict[Any, int],
    day: date,
    column: str,
    reason: str,
) -> None:
    with pytest.raises(ValidationError) as refused:
        replace_meter(account.meters.get(), new, closing, day, CLERK)
    assert reason in str(refused.value.message_dict[column])
    assert Meter.objects.get().removed is None
    assert not Change.objects.exists()


def test_a_meter_is_replaced_once(branch: Branch) -> None:
    old = make_account(branch, zones="day,night").meters.get()
    closing = {Zone.DAY: 10, Zone.NIGHT: 20}
    replace_meter(old, NEW, closing, DAY, CLERK)
    with pytest.raises(ValidationError, match="уже снят"):
        replace_meter(old, replace(NEW, serial="901"), closing, DAY, CLERK)
