"""Callers of the bench whom the company knows: half of them have called before."""

from company_made_up import AT, make_account

from meterline.bench.aftermath import remember_callers
from meterline.calls.selectors import has_called_before
from meterline.customers.services import link_phone

PHONES = [f"+7913000000{n}" for n in range(1, 5)]


def test_every_second_linked_phone_submitted_before(db: None) -> None:
    for number, phone in enumerate(PHONES, start=1):
        link_phone(phone, make_account(f"10000000{number}", {"single": [100]}).number)
    remember_callers(AT)
    assert [has_called_before(phone, AT) for phone in PHONES] == [True, False, True, False]
    assert not has_called_before("+79139999999", AT)
