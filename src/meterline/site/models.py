"""Tables of the app."""

from django.db import models

from meterline.customers.models import Branch


class Office(models.Model):
    """A place where a branch receives visitors (пункт обслуживания)."""

    branch = models.ForeignKey(
        Branch, models.CASCADE, related_name="offices", verbose_name="филиал"
    )
    town = models.CharField("город или посёлок", max_length=100)
    address = models.CharField("адрес", max_length=200, help_text="Улица, дом, вход")
    phone = models.CharField("телефон", max_length=30, blank=True, help_text="Как его показать")
    hours = models.CharField("часы приёма", max_length=200, help_text="пн–чт 8:00–17:00, пт до 16")
    note = models.CharField("примечание", max_length=200, blank=True)

    class Meta:
        verbose_name = "офис"
        verbose_name_plural = "офисы"
        ordering = ("branch__name", "town", "address")
        constraints = (
            models.UniqueConstraint(
                fields=("branch", "town", "address"),
                name="office_once_a_branch",
                violation_error_message="Такой офис у филиала уже есть",
            ),
        )

    def __str__(self) -> str:
        return f"{self.town}, {self.address}"
