"""Made-up rows for the tests of the customer base."""

from datetime import date

from meterline.customers.audit import By
from meterline.customers.models import (
    Account,
    Branch,
    Contract,
    Customer,
    LinkedEmail,
    LinkedPhone,
    Meter,
    Register,
)

CLERK = By("petrova", "заявление № 5")


def make_branch(key: str = "khakassia") -> Branch:
    return Branch.objects.create(
        key=key,
        name="Хакасэнерго" if key == "khakassia" else key,
        iana="Asia/Krasnoyarsk",
        account_digits=9,
        window_from=15,
        window_to=25,
        hours_workday="08:00-17:00",
        hours_window="08:00-20:00",
    )


def make_account(branch: Branch, number: str = "100000001", zones: str = "single") -> Account:
    """An account with a meter № 7123 of 5 digits, put up in 2015, a telephone and an e-mail."""
    customer = Customer.objects.create(kind="person", name="Фёдорова Алёна Петровна")
    contract = Contract.objects.create(number=f"АБ-{number[-3:]}/19", customer=customer)
    account = Account.objects.create(
        number=number,
        branch=branch,
        customer=customer,
        contract=contract,
        address="Абакан, Щетинкина, 7-12",
    )
    meter = Meter.objects.create(
        account=account, serial="АГ7123", digits=5, installed=date(2015, 5, 15)
    )
    for zone in zones.split(","):
        Register.objects.create(meter=meter, zone=zone)
    LinkedPhone.objects.create(account=account, number="+79134423435")
    LinkedEmail.objects.create(account=account, address="Alena@Example.ru")
    return account
