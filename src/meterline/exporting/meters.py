"""Meters with their registers, as `import file meters` takes them."""

from collections.abc import Iterator

from meterline.customers.models import Meter
from meterline.exporting.batches import in_batches
from meterline.exporting.scope import Scope
from meterline.exporting.writers import Cells
from meterline.language.zones import ZONES_OF_METER


def meters(scope: Scope) -> Iterator[Cells]:
    """Rows in the order of `formats.METERS`."""
    found = Meter.objects.filter(**scope.of_branch("account__branch"))
    found = found.select_related("account", "point", "replaces").prefetch_related("registers")
    for batch in in_batches(found):
        for one in batch:
            yield _row(one)


def _row(one: Meter) -> Cells:
    return (
        one.account.number,
        one.serial,
        len(one.registers.all()),
        one.digits,
        one.installed,
        one.verified_until,
        one.ratio,
        one.point.name if one.point else None,
        one.automatic,
        one.removed,
        one.replaces.serial if one.replaces else None,
        _shown(one, "opening"),
        _shown(one, "closing"),
    )


def _shown(meter: Meter, field: str) -> str:
    """What the registers showed in the order of the bill, or nothing where one is not known."""
    values = {one.zone: getattr(one, field) for one in meter.registers.all()}
    ordered = [values.get(zone.value) for zone in ZONES_OF_METER[len(values)]] if values else []
    return ",".join(map(str, ordered)) if None not in ordered else ""
