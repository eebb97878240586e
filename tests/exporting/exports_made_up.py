"""What the tests of exports share."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from company_made_up import AT

from meterline.charging.models import Charge, Line
from meterline.charging.models import Run as ChargeRun
from meterline.customers.models import Account
from meterline.exporting.scope import EVERYTHING, Scope
from meterline.exporting.services import Exported, Order, export

OCTOBER = date(2026, 10, 1)


def hand_out(kind: str, path: Path, scope: Scope = EVERYTHING) -> Exported:
    return export(Order(kind, path, "petrova", AT, scope))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def column(path: Path, name: str) -> list[str]:
    return [row[name] for row in rows_of(path)]


def charged(account: Account, period: date = OCTOBER, ground: str = "actual") -> Charge:
    """A charge of 100 kWh at 2.28 roubles, by readings or by the norm."""
    meter = account.meters.get()
    run = ChargeRun.objects.create(
        branch=account.branch, period=period, author="petrova", started=AT, finished=AT, basis="x"
    )
    figures = {"energy": Decimal(100), "amount": Decimal(228)}
    charge = Charge.objects.create(
        account=account,
        period=period,
        run=run,
        ground=ground,
        estimated=ground != "actual",
        issuable=True,
        digest="x",
        **figures,
    )
    shared = {"decree": 354, "edition": "26.12.2016", "valid_from": "2017-01-01"}
    read = {
        "0.ratio": "1",
        "0.serial": meter.serial,
        "0.single.counted": 100,
        "0.single.end": 10200,
        "0.single.start": 10100,
        "runs": 1,
    }
    norm = {"norm": "100", "residents": 2, "points": 1, "missed": 4, "periods": 3}
    Line.objects.create(
        charge=charge,
        place=1,
        point=-meter.pk,
        meter=meter,
        zone="single",
        step=1,
        month=period,
        ground=ground,
        reason="" if ground == "actual" else "not_sent",
        rule="H3" if ground == "actual" else "H9",
        price=Decimal("2.28"),
        coefficient=Decimal(1),
        tariff="Село, 2026",
        placeholder=False,
        numbers={**shared, "period": period.isoformat(), **(read if ground == "actual" else norm)},
        **figures,
    )
    return charge
