"""What the bank of the demo knows. Play money: no entry of an account rests on it alone."""

from uuid import uuid4

from django.db import models


class BankPayment(models.Model):
    """A payment at the demo's bank."""

    class State(models.TextChoices):
        """What the visitor chose for the bank to do."""

        WAITING = "waiting", "ждёт"
        PAID = "paid", "оплачено"
        REFUSED = "refused", "отказано"

    id = models.UUIDField(primary_key=True, default=uuid4)
    order = models.UUIDField(unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    description = models.CharField(max_length=128)
    return_url = models.CharField(max_length=500)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    created = models.DateTimeField()
    decides = models.DateTimeField(null=True)
    """When a bank that thinks it over will have paid."""
    paid = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.id}: {self.get_state_display()}"


class BankRefund(models.Model):
    """Money that the demo's bank gave back."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.CharField(max_length=64, unique=True)
    payment = models.ForeignKey(BankPayment, models.PROTECT, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.amount}"
