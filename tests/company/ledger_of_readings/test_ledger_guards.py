"""The data base itself refuses to change or delete rows of the ledger."""

import pytest
from company_made_up import AT, given
from django.db import IntegrityError, connection, transaction

from meterline.customers.models import Account
from meterline.readings.decisions import cancel
from meterline.readings.guards import GUARDED, MESSAGE
from meterline.readings.models import AppendOnly, LedgerIsAppendOnly, Reading
from meterline.readings.services import submit_reading


def every_append_only_model() -> list[type[AppendOnly]]:
    """The models that stand for tables, those of abstract ones too."""
    found, left = [], list(AppendOnly.__subclasses__())
    while left:
        model = left.pop()
        left += model.__subclasses__()
        if not model._meta.abstract:
            found.append(model)
    return found


LEDGER = [one for one in every_append_only_model() if one._meta.app_label == "readings"]


def tables_with_triggers() -> set[str]:
    """Tables of which the data base itself watches over changes."""
    of_sqlite = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    of_postgresql = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(of_postgresql if connection.vendor == "postgresql" else of_sqlite)
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def ledger(single: Account) -> None:
    """A row in every table of the ledger."""
    submit_reading(given(single, single=10_300))
    submit_reading(given(single, single=10_300))
    cancel(Reading.objects.get(value=10_300).pk, author="petrova", at=AT, reason="Ошибка")


def test_every_table_of_the_ledger_is_guarded() -> None:
    assert {model._meta.db_table for model in LEDGER} == set(GUARDED)


@pytest.mark.django_db
def test_every_table_that_is_only_added_to_is_guarded() -> None:
    assert {model._meta.db_table for model in every_append_only_model()} <= tables_with_triggers()


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("change", ["UPDATE {table} SET {key} = {key}", "DELETE FROM {table}"])
def test_rows_are_neither_changed_nor_deleted(table: str, change: str) -> None:
    key = "number" if table == "readings_journalentry" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        before = cursor.fetchone()
        with pytest.raises(IntegrityError, match=MESSAGE), transaction.atomic():
            cursor.execute(change.format(table=table, key=key))
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == before > (0,)


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("model", LEDGER, ids=lambda model: model.__name__)
def test_the_program_is_told_before_it_asks_the_data_base(model: type[AppendOnly]) -> None:
    row = model.objects.first()
    for change in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(pk=1),
        lambda: model.objects.bulk_update([row], ["pk"]),
    ):
        with pytest.raises(LedgerIsAppendOnly):
            change()


def test_a_new_reading_in_place_of_another_is_refused(single: Account) -> None:
    row = Reading.objects.first()
    assert row is not None
    row.value += 1
    with pytest.raises(IntegrityError, match=MESSAGE), transaction.atomic():
        Reading.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["value"]
        )
