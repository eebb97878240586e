"""Writing a batch of charges with the mark of how far the run has come: all or nothing."""

from django.db import connection, transaction

from meterline.charging.computing import Fresh, Result
from meterline.charging.models import Charge, Line, Run, Uncharged
from meterline.charging.records import CHARGE_FIELDS, LINE_FIELDS
from meterline.charging.tally import Tally
from meterline.customers.bulk import insert_rows, reserve_ids


def store(run: Run, result: Result) -> None:
    """Add what a batch came to, and remember that it is done."""
    tally = Tally.from_json(run.report)
    tally.merge(result.tally)
    with transaction.atomic():
        _store_charges(run, result.fresh)
        rows = [(run.pk, *one) for one in result.refused]
        insert_rows(Uncharged, ("run", "account", "why", "mend"), rows)
        run.done_through, run.report = result.last, tally.as_json()
        run.save(update_fields=["done_through", "report"])


def _store_charges(run: Run, fresh: list[Fresh]) -> None:
    if not fresh:
        return
    ids = reserve_ids(Charge, len(fresh))
    # First the old ones go: two charges of a period must never hold at once.
    _supersede([(pk, one.predecessor) for pk, one in zip(ids, fresh, strict=True)])
    period = run.period.isoformat()
    insert_rows(
        Charge,
        ("id", "run", "account", "period", *CHARGE_FIELDS),
        [
            (pk, run.pk, one.account, period, *one.record.charge)
            for pk, one in zip(ids, fresh, strict=True)
        ],
    )
    insert_rows(
        Line,
        ("charge", *LINE_FIELDS),
        [(pk, *line) for pk, one in zip(ids, fresh, strict=True) for line in one.record.lines],
    )


def _supersede(pairs: list[tuple[int, int | None]]) -> None:
    """Let earlier charges name their successors."""
    known = [(later, earlier) for later, earlier in pairs if earlier is not None]
    if known:
        table = connection.ops.quote_name(Charge._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET successor_id = %s WHERE id = %s", known)  # noqa: S608
