"""What was charged without a reading: never mixed with what was read."""

from collections.abc import Iterator

from meterline.charging.explained import explained
from meterline.charging.law.facts import ESTIMATES
from meterline.exporting.batches import pages_of
from meterline.exporting.charges import batches_of
from meterline.exporting.scope import Scope
from meterline.exporting.writers import Cells
from meterline.readings.models import Reading, Source

COLUMNS = (
    *("account", "serial", "month", "zone", "energy", "value"),
    *("ground", "reason", "explanation"),
)
"""`energy` in kWh is of a charge; `value` is of a history that kept computed readings."""


def computed(scope: Scope) -> Iterator[Cells]:
    """Rows in the order of COLUMNS."""
    yield from _of_histories(scope)
    for batch in batches_of(scope):
        for charge in batch:
            account, month = charge.account.number, f"{charge.period:%Y-%m}"
            for line, sentence in explained(charge.lines.all()):
                if line.ground in ESTIMATES:
                    serial = line.meter.serial if line.meter else None
                    yield (
                        *(account, serial, month, line.zone, line.energy, None),
                        *(line.ground, line.reason, sentence),
                    )


def _of_histories(scope: Scope) -> Iterator[Cells]:
    rows = Reading.objects.filter(
        source=Source.COMPUTED,
        **scope.of_branch("register__meter__account__branch"),
        **scope.of_months("counted_for"),
    )
    fields = (
        *("register__meter__account__number", "register__meter__serial"),
        *("counted_for", "register__zone", "value"),
    )
    for page in pages_of(rows):
        for account, serial, month, zone, value in page.values_list(*fields):
            yield account, serial, f"{month:%Y-%m}", zone, None, value, None, None, None
