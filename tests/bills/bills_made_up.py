"""Homes of Khakassia charged by the real prices of 2025, and their bills."""

from datetime import date, datetime
from pathlib import Path

from meterline.bills.payees import Payee, read_payee
from meterline.charging.engine import Order, charge_month
from meterline.charging.lawbook import lawbook
from meterline.charging.models import Charge
from meterline.charging.sheet_services import import_built_in
from meterline.customers.models import Account, Branch, Customer, Meter, Register
from meterline.readings.models import Reading, Source
from meterline.readings.periods import shift

OCTOBER = date(2025, 10, 1)
DAY = date(2025, 11, 3)
REAL = """
[company]
name = "АО «Энергосбыт»"
inn = "1901000001"
kpp = "190101001"
account = "40702810800000000001"
bank = "Банк «Северный»"
bic = "049514001"
corr_account = "30101810000000000001"
contact = "8 800 100-00-00"

[branches.khakassia]
name = "АО «Энергосбыт», Хакасия"
"""
"""Made-up numbers whose control digits agree."""


def home(number: str = "190000001", group: str = "rural", **zones: list[int]) -> Account:
    """An account of Khakassia; values by zone a month, the last of them for October 2025."""
    branch, _ = Branch.objects.get_or_create(
        key="khakassia",
        name="Хакасэнерго",
        iana="Asia/Krasnoyarsk",
        account_digits=9,
        window_from=15,
        window_to=25,
    )
    customer = Customer.objects.create(kind=Customer.Kind.PERSON, name="Чертыков Эдуард")
    account = Account.objects.create(
        number=number,
        branch=branch,
        customer=customer,
        address="Аскиз, Щетинкина, 14",
        residents=1,
        rooms=3,
        tariff_group=group,
    )
    meter = Meter.objects.create(account=account, serial=f"7{number}", digits=5)
    for zone, values in (zones or {"single": [1000, 1100, 1250]}).items():
        register = Register.objects.create(meter=meter, zone=zone)
        for back, value in enumerate(reversed(values)):
            read(register, shift(OCTOBER, -back), value)
    return account


def read(register: Register, month: date, value: int) -> Reading:
    when = datetime(month.year, month.month, 20, tzinfo=register.meter.account.branch.zone)
    return Reading.objects.create(
        register=register,
        value=value,
        source=Source.WEB,
        received_at=when,
        period=month,
        counted_for=month,
    )


def charged(account: Account, period: date = OCTOBER) -> Charge:
    """The account's charge for a month, by the sheets that come with the program."""
    branch, following = account.branch, shift(period, 1)
    at = datetime(following.year, following.month, 5, tzinfo=branch.zone)
    import_built_in("billing", at)
    charge_month(Order(branch, period, "billing", lambda: at), lawbook(branch, period))
    return Charge.objects.current().get(account=account, period=period)


def payee(folder: Path, text: str = REAL, branch: str = "khakassia") -> Payee:
    path = folder / "payees.toml"
    path.write_text(text, encoding="utf-8")
    return read_payee(path, branch)
