"""Tables of the app: who holds which role, second factors, and what was done."""

from django.conf import settings
from django.db import models

from meterline.customers.models import Account, Branch
from meterline.readings.models.append_only import AppendOnly
from meterline.staff.permissions import Action, Role


class Deed(models.TextChoices):
    """What the audit log keeps beside actions that need leave."""

    SIGNED_IN = "signed_in", "вход"
    REFUSED = "refused", "отказ во входе"
    SIGNED_OUT = "signed_out", "выход"
    FACTOR_SET = "factor_set", "второй фактор подключён"
    FACTOR_DROPPED = "factor_dropped", "второй фактор сброшен"
    RECOVERY_USED = "recovery_used", "вход по запасному коду"
    DENIED = "denied", "отказ в доступе"


ACTION_NAMES: dict[str, str] = {
    one.value: str(one.label) for kind in (Action, Deed) for one in kind
}
"""Value of an action or deed → its Russian name."""


class RoleAssignment(models.Model):
    """A role that an employee holds in a branch, or in all of them where none is named."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles", verbose_name="сотрудник"
    )
    role = models.CharField("роль", max_length=13, choices=Role)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="филиал"
    )

    class Meta:
        verbose_name = "роль сотрудника"
        verbose_name_plural = "роли сотрудников"
        ordering = ("user", "role", "branch")
        constraints = (
            models.UniqueConstraint(fields=("user", "role", "branch"), name="role_once_a_branch"),
            models.UniqueConstraint(
                fields=("user", "role"),
                condition=models.Q(branch=None),
                name="role_once_everywhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.branch or 'все филиалы'}"


class SecondFactor(models.Model):
    """The secret of an employee's one-time codes (RFC 6238), encrypted by the site's key.

    `confirmed_at` is empty until the first code was entered. `last_step` is the time step of
    the last code that was taken, so that no code is taken twice.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor"
    )
    secret = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "второй фактор"
        verbose_name_plural = "вторые факторы"

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A code that stands in once for a lost telephone; only its hash is kept."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "запасной код"
        verbose_name_plural = "запасные коды"

    def __str__(self) -> str:
        return f"запасной код {self.pk}"


class AuditEntry(AppendOnly):
    """Something that an employee did, or was refused; never changed (guards.py).

    `who` is a login. Branch and account keep no constraint, so that a row never holds up
    what the law wants erased.
    """

    at = models.DateTimeField("когда")
    who = models.CharField("кто", max_length=150, db_index=True)
    # Without choices: a new action is no migration, which would build the table anew.
    action = models.CharField("что", max_length=20)
    subject = models.CharField("о чём", max_length=300)
    branch = models.ForeignKey(
        Branch,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="филиал",
    )
    account = models.ForeignKey(
        Account,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="лицевой счёт",
    )
    details = models.JSONField("подробности", default=dict)
    address = models.GenericIPAddressField("адрес", null=True)

    class Meta:
        verbose_name = "запись журнала действий"
        verbose_name_plural = "журнал действий"
        ordering = ("-id",)
        indexes = (models.Index(fields=("action", "-id"), name="audit_action"),)

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.who}: {self.action_name}"

    @property
    def action_name(self) -> str:
        """What was done, in Russian."""
        return ACTION_NAMES.get(self.action, self.action)
