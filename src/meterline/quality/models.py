"""Tables of the app: a summary of each call, calls to listen to, complaints."""

from django.db import models

from meterline.calls.models import Call
from meterline.customers.models import Account, Branch


class CallSummary(models.Model):
    """What became of one call, read from its log, so that a million can be counted quickly.

    `day` is the day it began on in its branch's zone, `reached` the furthest step (steps.py),
    `stage` what the robot spoke of last. Delays are hundredths of a second between the end of
    a caller's words and the robot's. `values` counts what the ledger holds of the call.
    """

    class Outcome(models.TextChoices):
        """How a call ended, seen from the work that it left to people."""

        DONE = "done", "сделано без сотрудника"
        PERSON = "person", "передано сотруднику"
        MESSAGE = "message", "оставлено сообщение"
        LEFT = "left", "ничего не сделано"

    class Phone(models.TextChoices):
        """What the call came from."""

        MOBILE = "mobile", "мобильный"
        LANDLINE = "landline", "городской"
        BROWSER = "browser", "браузер"
        HIDDEN = "hidden", "номер неизвестен"

    class Verdict(models.TextChoices):
        """What people made of the call's values later."""

        NONE = "", "не проверялись"
        WAITING = "waiting", "ждут проверки"
        RIGHT = "right", "подтверждены"
        WRONG = "wrong", "отклонены"

    call = models.OneToOneField(
        Call, models.CASCADE, related_name="summary", primary_key=True, verbose_name="звонок"
    )
    day = models.DateField("день")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, related_name="+", verbose_name="филиал", db_index=False
    )
    phone = models.CharField("телефон", max_length=8, choices=Phone)
    version = models.CharField("версия", max_length=20, blank=True)
    outcome = models.CharField("исход", max_length=7, choices=Outcome)
    reached = models.PositiveSmallIntegerField("шаг")
    stage = models.CharField("этап", max_length=12, blank=True)
    seconds = models.PositiveIntegerField("длился, с")
    turns = models.PositiveSmallIntegerField("реплик")
    account_again = models.PositiveSmallIntegerField("переспросов счёта")
    reading_again = models.PositiveSmallIntegerField("переспросов показания")
    name_again = models.PositiveSmallIntegerField("переспросов фамилии")
    delay_median = models.PositiveIntegerField("обычная пауза, 0,01 с", null=True)
    delay_most = models.PositiveIntegerField("наибольшая пауза, 0,01 с", null=True)
    values = models.PositiveSmallIntegerField("значений")
    verdict = models.CharField("проверка", max_length=7, choices=Verdict, blank=True)
    linked = models.BooleanField("номер знаком")
    summarised_at = models.DateTimeField("сведён")

    class Meta:
        verbose_name = "сводка звонка"
        verbose_name_plural = "сводки звонков"
        ordering = ("-day", "call")
        indexes = (models.Index(fields=("day", "branch"), name="summary_day"),)

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}, {self.get_outcome_display()}"


class Confusion(models.Model):
    """A word that was heard for another, by a person's label of the turn."""

    summary = models.ForeignKey(CallSummary, models.CASCADE, related_name="confusions")
    heard = models.CharField("услышано", max_length=40)
    said = models.CharField("сказано", max_length=40)

    class Meta:
        verbose_name = "перепутанное слово"
        verbose_name_plural = "перепутанные слова"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.said} → {self.heard}"


class Listening(models.Model):
    """A call drawn by lot for a person to listen to, and what the person made of it."""

    class Mark(models.IntegerChoices):
        """How well something went."""

        BAD = 1, "плохо"
        FAIR = 2, "терпимо"
        GOOD = 3, "хорошо"

    class Right(models.TextChoices):
        """Whether what was stored is what the caller said."""

        YES = "yes", "да"
        NO = "no", "нет"
        NOTHING = "nothing", "ничего не записано"

    summary = models.OneToOneField(
        CallSummary, models.CASCADE, related_name="listening", primary_key=True
    )
    drawn_at = models.DateTimeField("выбран")
    flow = models.PositiveSmallIntegerField(
        "Вежливость и плавность разговора", choices=Mark, null=True
    )
    understood = models.PositiveSmallIntegerField("Понимание абонента", choices=Mark, null=True)
    right = models.CharField(
        "Записано то, что сказал абонент", max_length=7, choices=Right, blank=True
    )
    comment = models.TextField("Замечания", blank=True)
    scored_by = models.CharField("кто оценил", max_length=150, blank=True)
    scored_at = models.DateTimeField("оценено", null=True)

    class Meta:
        verbose_name = "звонок для прослушивания"
        verbose_name_plural = "звонки для прослушивания"
        ordering = ("-drawn_at", "summary")

    def __str__(self) -> str:
        return f"Прослушивание: {self.summary}"


class Complaint(models.Model):
    """What somebody complained of, about a call or an account, and what came of it."""

    call = models.ForeignKey(
        Call, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="звонок"
    )
    account = models.ForeignKey(
        Account,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="лицевой счёт",
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, related_name="+", verbose_name="филиал"
    )
    text = models.TextField("Жалоба", max_length=4000)
    at = models.DateTimeField("когда", db_index=True)
    by = models.CharField("кто записал", max_length=150)
    outcome = models.TextField("Что решено", max_length=4000, blank=True)

    class Meta:
        verbose_name = "жалоба"
        verbose_name_plural = "жалобы"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"Жалоба {self.at:%d.%m.%Y}"
