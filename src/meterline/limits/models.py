"""Tables of the app."""

from django.db import models


class Spent(models.Model):
    """How often one key was tried at one entrance. The key is kept as a keyed hash only.

    `until` is when the count begins anew, in seconds since 1970: every data base adds and
    compares whole numbers alike.
    """

    entrance = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    times = models.PositiveIntegerField()
    until = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("entrance", "key"), name="spent_once_a_key"),
        )

    def __str__(self) -> str:
        return f"{self.entrance}: {self.times}"
