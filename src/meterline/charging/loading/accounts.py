"""Accounts of a batch with all that the law looks at."""

from collections.abc import Iterator

from meterline.charging.law.facts import AccountFacts
from meterline.charging.loading.batch import Batch
from meterline.charging.loading.charged import charged_of
from meterline.charging.loading.meters import meters_of
from meterline.charging.loading.points import named_points, points_of
from meterline.customers.models import Customer

FIELDS = (
    "pk",
    "customer__kind",
    "residents",
    "rooms",
    "electric_stove",
    "electric_heating",
    "tariff_group",
    "max_power_hours",
    "meter_can_be_fitted",
    "max_power_kw",
)


def facts_of(batch: Batch, enough: int) -> Iterator[tuple[int, AccountFacts]]:
    """The accounts of a batch in order of their ids; `enough`: see `meters_of`."""
    accounts = list(batch.accounts().order_by("pk").values_list(*FIELDS))
    meters, named = meters_of(batch, enough), named_points(batch)
    points = {
        row[0]: points_of(named.get(row[0], []), meters.get(row[0], []), row[-1], batch)
        for row in accounts
    }
    doubted = {pk: max(one.doubted for one in own) for pk, own in meters.items()}
    charged = charged_of(batch, points, doubted)
    for pk, kind, *about, _ in accounts:
        residents, rooms, stove, heating, group, hours, fitting = about
        yield (
            pk,
            AccountFacts(
                organisation=kind == Customer.Kind.ORGANISATION,
                points=points[pk],
                residents=residents,
                rooms=rooms,
                electric_stove=stove,
                electric_heating=heating,
                tariff_group=group,
                max_power_hours=hours,
                meter_can_be_fitted=fitting,
                charged=charged.get(pk, ()),
            ),
        )
