"""All that is kept of a consumer at an account, as an archive (152-ФЗ, ст. 14)."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from meterline.api.shown import charges_of, computed_of, submitted_of
from meterline.cabinet.joining import seen_in
from meterline.cabinet.models import Deed
from meterline.cabinet.visits import joined_to
from meterline.calls.models import Call
from meterline.channels.models import IncomingMessage
from meterline.customers.models import Account, Meter
from meterline.exporting.writers import csv_text
from meterline.payments.selectors import statement
from meterline.reminders.choices import choice_of

BEGINNING = date(1, 1, 1)

ABOUT = """Ваши данные, лицевой счёт {number}, на {now:%d.%m.%Y %H:%M}.

data.json — всё сразу, для программ.
readings.csv — переданные показания.
charges.csv — начисления построчно, с объяснениями.
payments.csv — начислено к оплате, оплаты и возвраты.

Таблицы открываются в Excel и LibreOffice: UTF-8, столбцы через точку с запятой.
Записи разговоров по телефону по закону о персональных данных выдаёт филиал по заявлению.
"""

READINGS = ("counted_for", "meter", "zone", "value", "source", "status", "received_at", "receipt")
CHARGES = ("period", "zone", "range", "energy", "price", "coefficient", "amount", "explanation")
PAYMENTS = ("at", "what", "amount")


def archive(account: Account, now: datetime) -> bytes:
    """A ZIP file with JSON of everything and CSV of the tables."""
    told = _told(account)
    lines = [{"period": one["period"], **line} for one in told["charges"] for line in one["lines"]]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("readme.txt", ABOUT.format(number=account.number, now=now))
        made.writestr(
            "data.json", json.dumps(told, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
        )
        made.writestr("readings.csv", _table(READINGS, told["readings"]))
        made.writestr("charges.csv", _table(CHARGES, lines))
        made.writestr("payments.csv", _table(PAYMENTS, told["payments"]))
    return file.getvalue()


def _told(account: Account) -> dict[str, Any]:
    choice = choice_of(account)
    return {
        "account": _account(account),
        "meters": [_meter(one) for one in account.meters.prefetch_related("registers")],
        "readings": [one.model_dump() for one in submitted_of(account, BEGINNING)],
        "computed": [one.model_dump() for one in computed_of(account, BEGINNING)],
        "charges": [one.model_dump() for one in charges_of(account, BEGINNING)],
        "payments": [
            {"at": one.at, "what": one.what, "amount": one.amount} for one in statement(account)
        ],
        "phones": list(account.phones.values_list("number", flat=True)),
        "emails": list(account.emails.values_list("address", flat=True)),
        "reminders": {"on": choice.on, "way": choice.way} if choice else None,
        "calls": _rows(Call, account, ("reference", "started", "ended", "outcome")),
        "messages": _rows(IncomingMessage, account, ("channel", "received_at", "subject", "body")),
        "cabinet": {
            "deeds": _rows(Deed, account, ("at", "kind", "detail")),
            "shows": [one.number for one in joined_to(account)],
            "shown_in": [one.number for one in seen_in(account)],
        },
    }


def _account(account: Account) -> dict[str, Any]:
    names = ("number", "address", "residents", "rooms", "electric_stove", "electric_heating")
    more = ("tariff_group", "max_power_kw", "max_power_hours", "state")
    return {
        **{name: getattr(account, name) for name in (*names, *more)},
        "branch": account.branch.name,
        "name": account.customer.name,
        "kind": account.customer.kind,
        "contract": account.contract.number if account.contract else None,
        "points": list(account.points.values("name", "address", "max_power_kw")),
    }


def _meter(meter: Meter) -> dict[str, Any]:
    names = ("serial", "digits", "ratio", "installed", "removed", "verified_until", "automatic")
    return {
        **{name: getattr(meter, name) for name in names},
        "zones": [one.zone for one in meter.registers.all()],
    }


def _rows(model: Any, account: Account, fields: Sequence[str]) -> list[dict[str, Any]]:
    return list(model.objects.filter(account=account).order_by("pk").values(*fields))


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> bytes:
    """CSV as Excel opens it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([csv_text(row[name]) for name in columns] for row in rows)
    return file.getvalue().encode("utf-8-sig")
