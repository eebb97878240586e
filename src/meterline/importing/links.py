"""Telephones and e-mails that the rows of customers.csv link to their accounts."""

from collections.abc import Iterable

from meterline.customers.models import Account, LinkedEmail, LinkedPhone
from meterline.importing.table import Row
from meterline.importing.writing import NewRows, Updates


class Links:
    """Links of one kind; `field` is the table's column, `column` the file's."""

    def __init__(
        self,
        model: type[LinkedPhone] | type[LinkedEmail],
        field: str,
        column: str,
        updates: Updates,
    ) -> None:
        self._model = model
        self._field = field
        self._column = column
        self._updates = updates
        self._new = NewRows(model)
        self._linked: set[tuple[int, str]] = set()

    def look_up(self, accounts: Iterable[Account]) -> None:
        """Find what some accounts are linked to."""
        pks = [one.pk for one in accounts]
        found = self._model._default_manager.filter(account__in=pks) if pks else None
        self._linked = set(found.values_list("account_id", self._field)) if found else set()

    def add_new(self, row: Row, account: int) -> None:
        """Link what the row names to a new account."""
        for value in row.get(self._column) or ():
            self._new.add({self._field: value, "account_id": account})

    def add(self, row: Row, account: Account) -> bool:
        """Link what the row names to a known account; whether any was not linked yet."""
        named = row.get(self._column) or ()
        fresh = [value for value in named if (account.pk, value) not in self._linked]
        for value in fresh:
            pk = self._new.add({self._field: value, "account_id": account.pk})
            self._updates.added(self._model(pk=pk, account=account, **{self._field: value}))
        return bool(fresh)

    def write(self) -> None:
        """Insert the new ones."""
        self._new.write()
