"""An account whose money is counted, and a provider that takes it."""

from collections.abc import Iterator

import pytest
import stamina
from company_made_up import make_account
from django.conf import LazySettings
from fake_yookassa import SECRET, SHOP, FakeYooKassa
from paid_made_up import begin

from meterline.customers.models import Account
from meterline.payments.models import OnlinePayment
from meterline.payments.online.applying import apply
from meterline.payments.providers.choosing import known
from meterline.payments.providers.port import Provider


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Tries follow one another at once; there are as many as in earnest."""
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.fixture
def account(db: None) -> Account:
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


@pytest.fixture
def neighbour(db: None) -> Account:
    return make_account("100000002", {"single": [500]}, name="Белов Пётр Ильич")


@pytest.fixture
def shop() -> Iterator[FakeYooKassa]:
    """ЮKassa with nothing in it."""
    fake = FakeYooKassa()
    yield fake
    fake.close()


@pytest.fixture
def yookassa(shop: FakeYooKassa, settings: LazySettings) -> Provider:
    """The site takes payments through it."""
    settings.METERLINE_YOOKASSA_URL = shop.url
    settings.METERLINE_YOOKASSA_SHOP = SHOP
    settings.METERLINE_YOOKASSA_SECRET = SECRET
    settings.METERLINE_YOOKASSA_SENDERS = ["127.0.0.1"]
    return known()["yookassa"]


@pytest.fixture
def begun(account: Account, yookassa: Provider) -> OnlinePayment:
    return begin(account, yookassa)


@pytest.fixture
def received(begun: OnlinePayment, shop: FakeYooKassa, yookassa: Provider) -> OnlinePayment:
    """500 ₽ that came."""
    shop.pay(begun.provider_id)
    apply(yookassa, yookassa.fetch(begun.provider_id))
    begun.refresh_from_db()
    return begun
