"""What is exchanged with other programs: identifiers, data handed out, rows that wait."""

from typing import Any, NoReturn

from django.db import models

from meterline.customers.models.accounts import Account, Meter
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
    """A row of a registry that found no place: neither its money nor its reading is lost.

    `key` tells the same row again, `sender` and `payment` the payment that it tells of.
    `amount` is the money that waits, None where there is none or it is with its account
    already; `shown` is what the registers showed, by tariff (`{"1": 1290}`); `given` is when,
    as written (ISO 8601; without a zone it is that of the account found). `reason` says why
    the row waits, `note` why it was decided so.
    """

    class State(models.TextChoices):
        """What became of the row."""

        WAITING = "waiting", "ждёт решения"
        TAKEN = "taken", "принята из файла позже"
        ASSIGNED = "assigned", "отнесена на лицевой счёт"
        REJECTED = "rejected", "отклонена"
        TO_RETURN = "to_return", "деньги к возврату"

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="held", verbose_name="загрузка")
    key = models.CharField(max_length=64, unique=True, editable=False)
    line = models.PositiveIntegerField("строка файла")
    sender = models.CharField("банк", max_length=40, blank=True)
    payment = models.CharField("номер платежа", max_length=100, blank=True)
    account = models.CharField("лицевой счёт в файле", max_length=30, blank=True)
    serial = models.CharField("счётчик", max_length=36, blank=True)
    shown = models.JSONField("показания", default=dict, blank=True)
    source = models.CharField("откуда", max_length=8, blank=True)
    given = models.CharField("когда передано", max_length=32, blank=True)
    amount = models.DecimalField(
        "сумма ждёт, ₽", max_digits=12, decimal_places=2, null=True, blank=True
    )
    payer = models.CharField("плательщик", max_length=200, blank=True)
    told = models.CharField("что в строке", max_length=300)
    reason = models.CharField("почему не принято", max_length=300)
    state = models.CharField("состояние", max_length=9, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField("решено", null=True, blank=True)
    decided_by = models.CharField("кто решил", max_length=100, blank=True)
    note = models.CharField("решение", max_length=300, blank=True)
    assigned = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_rows",
        verbose_name="отнесена на счёт",
    )

    class Meta:
        verbose_name = "непринятая строка"
        verbose_name_plural = "непринятые строки"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("state", "id"), name="held_waiting"),
            models.Index(fields=("sender", "payment"), name="held_payment"),
        )

    def __str__(self) -> str:
        return f"{self.run.file}, строка {self.line}"
