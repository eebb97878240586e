"""Customers with their accounts, as `import file customers` takes them."""

from collections import defaultdict
from collections.abc import Iterator

from meterline.customers.models import Account, LinkedEmail, LinkedPhone, MeteringPoint
from meterline.exporting.batches import in_batches
from meterline.exporting.scope import Scope
from meterline.exporting.writers import Cells

Links = dict[int, list[str]]
"""Account's id → telephones or e-mails."""


def customers(scope: Scope) -> Iterator[Cells]:
    """Rows in the order of `formats.CUSTOMERS`."""
    accounts = Account.objects.filter(**scope.of_branch("branch"))
    for batch in in_batches(accounts.select_related("customer", "branch", "contract")):
        keys = [one.pk for one in batch]
        phones = _linked(LinkedPhone, "number", keys)
        emails = _linked(LinkedEmail, "address", keys)
        for one in batch:
            yield _row(one, ",".join(phones[one.pk]), ",".join(emails[one.pk]))


def _linked(model: type[LinkedPhone] | type[LinkedEmail], field: str, accounts: list[int]) -> Links:
    found: Links = defaultdict(list)
    rows = model._default_manager.filter(account__in=accounts).order_by("pk")
    for account, value in rows.values_list("account_id", field):
        found[account].append(value)
    return found


def _row(one: Account, phones: str, emails: str) -> Cells:
    return (
        one.number,
        one.branch.key,
        one.customer.kind,
        one.customer.name,
        one.address,
        phones,
        one.residents,
        one.rooms,
        one.electric_stove,
        one.max_power_kw,
        one.contract.number if one.contract else None,
        one.tariff_group,
        one.electric_heating,
        one.max_power_hours,
        one.meter_can_be_fitted,
        emails,
        one.state == Account.State.CLOSED,
    )


def points(scope: Scope) -> Iterator[Cells]:
    """Rows in the order of `formats.POINTS`."""
    found = MeteringPoint.objects.filter(**scope.of_branch("account__branch"))
    for batch in in_batches(found.select_related("account")):
        for one in batch:
            yield (
                *(one.account.number, one.name, one.address),
                *(one.max_power_kw, one.common_property),
            )
