"""What is exchanged with other programs: identifiers, data handed out, rows that wait."""

from typing import Any, NoReturn

from django.db import models

from meterline.customers.models.accounts import Meter
from meterline.customers.models.branches import Branch
from meterline.customers.models.changes import ImportRun


class GisMeter(models.Model):
    """What ГИС ЖКХ calls a meter and its house; both GUIDs in small letters."""

    meter = models.OneToOneField(Meter, models.PROTECT, related_name="gis", verbose_name="счётчик")
    house = models.CharField("GUID дома по ФИАС", max_length=36)
    device = models.CharField("GUID счётчика в ГИС ЖКХ", max_length=36, unique=True)

    class Meta:
        verbose_name = "счётчик в ГИС ЖКХ"
        verbose_name_plural = "счётчики в ГИС ЖКХ"
        ordering = ("meter",)

    def __str__(self) -> str:
        return self.device


class ExportRun(models.Model):
    """Data that left the system (152-ФЗ): what, to which file, by whom and when.

    `branch` and the months are what it was narrowed to; `sha256` is that of the file, or of
    the hashes of several files. Never changed itself.
    """

    class Kind(models.TextChoices):
        """What was handed out."""

        CUSTOMERS = "customers", "абоненты"
        POINTS = "points", "точки учёта"
        METERS = "meters", "счётчики"
        READINGS = "readings", "показания"
        COMPUTED = "computed", "начислено без показаний"
        CHARGES = "charges", "начисления"
        GIS = "gis", "показания для ГИС ЖКХ"

    at = models.DateTimeField("когда")
    author = models.CharField("кто", max_length=100)
    kind = models.CharField("что", max_length=20, choices=Kind)
    file = models.CharField("файл", max_length=200)
    files = models.PositiveIntegerField("файлов", default=1)
    sha256 = models.CharField("SHA-256 файла", max_length=64)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="филиал"
    )
    period = models.DateField("за месяц", null=True, blank=True)
    since = models.DateField("с месяца", null=True, blank=True)
    rows = models.PositiveIntegerField("строк")

    class Meta:
        verbose_name = "выгрузка"
        verbose_name_plural = "выгрузки"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.file} {self.at:%d.%m.%Y %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refused where it is there already."""
        if not self._state.adding:
            raise TypeError("an export that happened cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("an export that happened cannot be deleted")


class HeldRow(models.Model):
    """A row with readings that found no place in the ledger: nothing of a file is lost.

    `key` tells the same row again; it is `settled` once the row has been accepted after all.
    """

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="held", verbose_name="загрузка")
    key = models.CharField(max_length=64, unique=True, editable=False)
    line = models.PositiveIntegerField("строка файла")
    account = models.CharField("лицевой счёт", max_length=20)
    told = models.CharField("что в строке", max_length=300)
    reason = models.CharField("почему не принято", max_length=300)
    settled = models.BooleanField("принято позже", default=False)

    class Meta:
        verbose_name = "непринятая строка"
        verbose_name_plural = "непринятые строки"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.run.file}, строка {self.line}"
