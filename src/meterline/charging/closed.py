"""Accounts closed before their last month was charged."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from meterline.charging.models import Charge
from meterline.customers.models import Account, Branch, Meter
from meterline.readings.models import Reading
from meterline.readings.periods import shift


def closed_uncharged(branch: Branch, period: date) -> QuerySet[Account]:
    """Closed accounts whose use no charge covers: billing goes over accounts that are active.

    The month before was charged and the period is not, although the account has a reading for
    it or a meter taken down since, or was charged last without a reading.
    """
    own = Charge.objects.current().filter(account=OuterRef("pk"))
    before = own.filter(period=shift(period, -1))
    left = (
        Q(Exists(before.filter(estimated=True)))
        | Q(
            Exists(
                Reading.objects.filter(
                    register__meter__account=OuterRef("pk"), counted_for__gte=period
                )
            )
        )
        | Q(Exists(Meter.objects.filter(account=OuterRef("pk"), removed__gte=period)))
    )
    closed = Account.objects.filter(branch=branch, state=Account.State.CLOSED)
    return closed.filter(Exists(before), ~Exists(own.filter(period=period)), left).order_by("pk")
