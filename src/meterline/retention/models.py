"""Tables of the app: reports of what was removed, and files that are to go."""

from django.db import models
from django.utils import timezone


class RetentionRun(models.Model):
    """The report of one run of the job (152-ФЗ: destruction is confirmed by its record).

    `counts` is kind's key → rows removed or emptied. It grows with every batch, in the
    batch's own transaction: a killed run has no end and tells what it has done.
    """

    started_at = models.DateTimeField("начат")
    ended_at = models.DateTimeField("окончен", null=True)
    by = models.CharField("кто запустил", max_length=150)
    counts = models.JSONField("удалено", default=dict)
    files = models.PositiveIntegerField("файлов удалено", default=0)

    class Meta:
        verbose_name = "удаление по срокам"
        verbose_name_plural = "удаления по срокам"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Удаление {timezone.localtime(self.started_at):%d.%m.%Y %H:%M}"


class FileToRemove(models.Model):
    """A file that no row needs any more, until it is gone from disk.

    The row comes in the transaction that forgets the file, so that a killed program's files
    are removed by the next.
    """

    class Folder(models.TextChoices):
        """Where it lies."""

        RECORDINGS = "recordings", "записи разговоров"
        MESSAGES = "messages", "письма и вложения"

    folder = models.CharField(max_length=10, choices=Folder)
    path = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("folder", "path"), name="file_removed_once"),
        )

    def __str__(self) -> str:
        return f"{self.folder}/{self.path}"
