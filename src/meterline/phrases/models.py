"""Tables of phrases: which can be changed, and the versions that people made of them."""

from django.conf import settings
from django.db import models

from meterline.phrases.catalogue import catalogue

TEXT_CHARACTERS = 600


class PhraseQuerySet(models.QuerySet["Phrase"]):
    """Phrases for lists."""

    def said_now(self) -> "PhraseQuerySet":
        """With the version in use, but for its sound."""
        return self.select_related("in_use__author").defer("in_use__audio")


class Phrase(models.Model):
    """One phrase of the flow. Without a version in use it is said as the prompt pack has it."""

    key = models.CharField("ключ", max_length=60, primary_key=True)
    in_use = models.ForeignKey(
        "PhraseVersion",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="в действии",
    )
    changed_at = models.DateTimeField("изменена", null=True, editable=False)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "фраза"
        verbose_name_plural = "фразы"
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key

    @property
    def pack_text(self) -> str:
        """The prompt pack's own words; "" where it has none."""
        return catalogue().get(self.key, "")

    @property
    def text(self) -> str:
        """The words said now; "" where there are none."""
        return self.in_use.text if self.in_use else self.pack_text


class PhraseVersion(models.Model):
    """A phrase as somebody recorded or rendered it. Never changed, never deleted."""

    class Made(models.TextChoices):
        """Where its sound comes from."""

        RECORDED = "recorded", "запись"
        RENDERED = "rendered", "синтез"

    phrase = models.ForeignKey(
        Phrase, models.PROTECT, related_name="versions", verbose_name="фраза"
    )
    number = models.PositiveSmallIntegerField("версия")
    text = models.CharField("текст", max_length=TEXT_CHARACTERS)
    audio = models.BinaryField("звук")  # FLAC, mono, 16 kHz
    made = models.CharField("получена", max_length=8, choices=Made)
    note = models.CharField("пометка", max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="автор"
    )
    made_at = models.DateTimeField("создана")

    class Meta:
        verbose_name = "версия фразы"
        verbose_name_plural = "версии фраз"
        ordering = ("-number",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("phrase", "number"), name="phrase_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.phrase_id}, версия {self.number}"
