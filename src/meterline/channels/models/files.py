"""What rows that have a file share: where it lies and how it is known to be the same."""

from django.db import models


class KeptFile(models.Model):
    """A named file of a message. `file` is its place in the folder of messages."""

    name = models.CharField("имя файла", max_length=200)
    content_type = models.CharField("вид", max_length=100)
    size = models.PositiveIntegerField("байт")
    file = models.CharField("место", max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
