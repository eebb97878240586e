"""Tables whose rows are added and never changed; the data base refuses it too (guards.py)."""

from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class LedgerIsAppendOnly(Exception):
    """Somebody tried to change or delete a row of the ledger."""

    def __init__(self) -> None:
        super().__init__("Записи журнала не меняют и не удаляют: исправление — новая запись")


class AppendOnlyRows(models.QuerySet[Row_co]):
    """Rows that can be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise LedgerIsAppendOnly

    def delete(self) -> NoReturn:
        """Refused."""
        raise LedgerIsAppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise LedgerIsAppendOnly


class AppendOnly(models.Model):
    """A table whose rows are only added."""

    objects: ClassVar[Any] = AppendOnlyRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refused where it is there already."""
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise LedgerIsAppendOnly
