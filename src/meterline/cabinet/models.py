"""Tables of the cabinet: codes for signing in, accounts seen together, what was done, wishes."""

from django.conf import settings
from django.db import models

from meterline.channels.models import Channel
from meterline.customers.models import Account, Customer
from meterline.readings.models import AppendOnly


class SignInCode(models.Model):
    """A one-time code that was asked for. `digest` is all that is kept of it.

    `account` is empty where there is none to send to: whoever asked sees no difference.
    `joining` is the account whose cabinet it adds the other to, empty for signing in.
    """

    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    joining = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=8, choices=Channel)
    digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "код для входа"
        verbose_name_plural = "коды для входа"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"код {self.pk}"


class Joined(models.Model):
    """An account that is seen in another one's cabinet, since its own code was typed there.

    It is seen only as long as both belong to those to whom they belonged then: whoever buys
    a flat does not see the seller's other ones.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="joined", verbose_name="в кабинете счёта"
    )
    other = models.ForeignKey(
        Account, models.PROTECT, related_name="joined_to", verbose_name="виден счёт"
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    other_customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    since = models.DateTimeField("с")

    class Meta:
        verbose_name = "добавленный счёт"
        verbose_name_plural = "добавленные счета"
        ordering = ("other__number",)
        constraints = (models.UniqueConstraint(fields=("account", "other"), name="joined_once"),)

    def __str__(self) -> str:
        return f"{self.other} в кабинете {self.account}"


class Deed(AppendOnly):
    """What was done with an account in a cabinet; `by` is the account that was signed in with."""

    class Kind(models.TextChoices):
        """What it was."""

        SIGNED_IN = "signed_in", "вход в кабинет"
        SIGNED_OUT = "signed_out", "выход из кабинета"
        JOINED = "joined", "счёт добавлен в кабинет"
        PARTED = "parted", "счёт убран из кабинета"
        SUBMITTED = "submitted", "переданы показания"
        BILL = "bill", "получен счёт на оплату"
        REMINDERS = "reminders", "изменены напоминания"
        DATA = "data", "получены свои данные"
        ERASURE = "erasure", "запрос на удаление данных"

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="deeds", verbose_name="лицевой счёт"
    )
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="вошли по счёту")
    kind = models.CharField("что сделано", max_length=10, choices=Kind)
    detail = models.CharField("подробности", max_length=100, blank=True)
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "действие в кабинете"
        verbose_name_plural = "действия в кабинетах"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d.%m.%Y %H:%M}"


class ErasureRequest(models.Model):
    """A consumer's wish that personal data be erased (152-ФЗ, ст. 14, 20, 21)."""

    class State(models.TextChoices):
        """How far it is."""

        NEW = "new", "ждёт решения"
        DONE = "done", "удалено, что можно"
        REFUSED = "refused", "отказано"

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="erasures", verbose_name="лицевой счёт"
    )
    wish = models.TextField("что удалить", max_length=1000, blank=True)
    asked_at = models.DateTimeField("получен")
    answer_by = models.DateField("ответить до")
    state = models.CharField("состояние", max_length=7, choices=State, default=State.NEW)
    answer = models.TextField("ответ потребителю", max_length=2000, blank=True)
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто решил",
    )

    class Meta:
        verbose_name = "запрос на удаление данных"
        verbose_name_plural = "запросы на удаление данных"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("account",),
                condition=models.Q(state="new"),
                name="erasure_asked_once_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}: {self.get_state_display()}"
