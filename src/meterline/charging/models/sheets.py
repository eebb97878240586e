"""Dated documents that charges rest on: rules, tariffs, norms."""

from typing import Any, NoReturn

from django.db import models

from meterline.customers.models import Branch


class SheetRows(models.QuerySet["Sheet"]):
    """Sheets, by what they say of time."""

    def current(self) -> "SheetRows":
        """Sheets that no later import took the place of."""
        return self.filter(superseded_by=None)


class Sheet(models.Model):
    """One imported document (лист): a set of rules, tariffs or norms from a month on.

    It is never changed: a new one of the same kind, branch and date takes its place and the
    earlier one stays as history.
    """

    class Kind(models.TextChoices):
        """What the document holds."""

        RULES = "rules", "правила"
        TARIFF = "tariff", "тарифы"
        NORM = "norm", "нормативы"

    kind = models.CharField("что", max_length=6, choices=Kind)
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="филиал",
        help_text="Пусто: для всех филиалов",
    )
    valid_from = models.DateField("действует с")
    name = models.CharField("название", max_length=200)
    content = models.JSONField("содержание")
    source = models.CharField("документ", max_length=500, blank=True)
    placeholder = models.BooleanField(
        "заглушка", default=False, help_text="Выдуманные числа: счёт по ним не выставляется"
    )
    file = models.CharField("файл", max_length=200)
    sha256 = models.CharField("контрольная сумма", max_length=64)
    imported_at = models.DateTimeField("загружен")
    author = models.CharField("кто загрузил", max_length=100)
    superseded_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name="заменён листом",
    )

    objects = SheetRows.as_manager()

    class Meta:
        verbose_name = "лист правил и цен"
        verbose_name_plural = "листы правил и цен"
        ordering = ("kind", "branch__name", "-valid_from", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "branch", "valid_from"),
                condition=models.Q(superseded_by=None),
                name="sheet_once_a_date",
            ),
            # Empty branches are all different to the constraint above.
            models.UniqueConstraint(
                fields=("kind", "valid_from"),
                condition=models.Q(superseded_by=None, branch=None),
                name="sheet_for_all_once_a_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} с {self.valid_from:%d.%m.%Y}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("a sheet that charges rest on cannot be deleted")
