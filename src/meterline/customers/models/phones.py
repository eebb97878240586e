"""Telephones: which account a number calls for, and which branch it belongs to."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from meterline.customers.models.accounts import Account
from meterline.customers.models.branches import Branch
from meterline.customers.phones import e164


def validate_phone(text: str) -> None:
    """Raise ValidationError unless `text` is a telephone number."""
    if e164(text) is None:
        raise ValidationError("Это не телефонный номер")


class PhoneModel(models.Model):
    """A table with a telephone number, kept in E.164 however it was typed."""

    number = models.CharField("телефон", max_length=20, validators=[validate_phone])

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Compare what is kept, not what was typed."""
        self.number = e164(self.number) or self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the number in E.164."""
        self.clean()
        super().save(*args, **kwargs)


class LinkedPhone(PhoneModel):
    """A telephone that calls for an account; one number may be linked to several."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="phones", verbose_name="лицевой счёт"
    )

    class Meta:
        verbose_name = "привязанный телефон"
        verbose_name_plural = "привязанные телефоны"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("number", "account"), name="phone_once_an_account"),
        )

    def __str__(self) -> str:
        return self.number


class LinkedEmail(models.Model):
    """An address of electronic mail that writes for an account; kept in small letters."""

    address = models.EmailField("электронная почта")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="emails", verbose_name="лицевой счёт"
    )

    class Meta:
        verbose_name = "привязанная почта"
        verbose_name_plural = "привязанная почта"
        ordering = ("address",)
        indexes = (models.Index(fields=("address",), name="email_address"),)
        constraints = (
            models.UniqueConstraint(fields=("address", "account"), name="email_once_an_account"),
        )

    def __str__(self) -> str:
        return self.address

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in small letters."""
        self.address = self.address.lower()
        super().save(*args, **kwargs)


class PhoneOverride(PhoneModel):
    """A number whose branch is known better than the numbering plan knows it."""

    branch = models.ForeignKey(Branch, models.PROTECT, verbose_name="филиал")
    note = models.CharField("почему", max_length=200, blank=True)

    class Meta:
        verbose_name = "филиал телефона"
        verbose_name_plural = "филиалы телефонов"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("number",), name="override_once"),)

    def __str__(self) -> str:
        return self.number
