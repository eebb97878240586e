"""Who changed what in the customer base, when and why."""

from typing import Any, NoReturn

from django.db import models

from meterline.customers.models.accounts import Account


class Change(models.Model):
    """One change of one row (добавление, изменение, удаление); never changed itself."""

    class Kind(models.TextChoices):
        """What happened to the row."""

        ADDED = "added", "добавлено"
        CHANGED = "changed", "изменено"
        REMOVED = "removed", "удалено"

    at = models.DateTimeField("когда")
    author = models.CharField("кто", max_length=100)
    why = models.CharField("почему", max_length=200, blank=True)
    kind = models.CharField("что сделано", max_length=7, choices=Kind)
    table = models.CharField("таблица", max_length=30)
    row = models.BigIntegerField("строка")
    account = models.ForeignKey(
        Account,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="changes",
        verbose_name="лицевой счёт",
    )
    fields = models.JSONField("поля", help_text="Поле → [было, стало]")

    class Meta:
        verbose_name = "изменение"
        verbose_name_plural = "изменения"
        ordering = ("-id",)
        indexes = (models.Index(fields=("table", "row"), name="change_of_row"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.table} {self.row}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refused where it is there already."""
        if not self._state.adding:
            raise TypeError("a change that happened cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("a change that happened cannot be deleted")


class ImportRun(models.Model):
    """A file that was imported: rows that it added have no change of their own."""

    class Kind(models.TextChoices):
        """What the file held."""

        BRANCHES = "branches", "филиалы"
        WINDOWS = "windows", "сроки приёма"
        DAYS = "days", "особые дни"
        CUSTOMERS = "customers", "абоненты"
        POINTS = "points", "точки учёта"
        METERS = "meters", "счётчики"
        ACTS = "acts", "акты"
        READINGS = "readings", "показания"
        CHARGES = "charges", "начисления"
        GIS_IDS = "gis-ids", "идентификаторы ГИС ЖКХ"
        REGISTRY = "registry", "реестр с показаниями"

    at = models.DateTimeField("когда")
    author = models.CharField("кто", max_length=100)
    kind = models.CharField("что", max_length=20, choices=Kind)
    file = models.CharField("файл", max_length=200)
    sha256 = models.CharField("SHA-256 файла", max_length=64)
    added = models.PositiveIntegerField("добавлено строк")
    changed = models.PositiveIntegerField("изменено строк")
    unchanged = models.PositiveIntegerField("без изменений")
    note = models.CharField("примечание", max_length=300, blank=True)

    class Meta:
        verbose_name = "загрузка"
        verbose_name_plural = "загрузки"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.file} {self.at:%d.%m.%Y %H:%M}"
