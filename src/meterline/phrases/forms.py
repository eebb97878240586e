"""The form of a new version of a phrase."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from meterline.phrases.models import TEXT_CHARACTERS, PhraseVersion
from meterline.phrases.rendering import NotRendered, rendered
from meterline.phrases.services import Take

MOST_BYTES = 20 * 2**20

FLAWS = {
    "no audio": "Это не звук: нужен файл WAV, FLAC, OGG (Opus) или MP3.",
    "unusual rate or channels": "Нужна запись с частотой от 8 до 192 кГц, один или два канала.",
    "too short": "Запись слишком короткая: нужно не меньше 0,2 секунды речи.",
    "too long": "Запись слишком длинная: фраза — не больше 30 секунд.",
    "silent": "В записи тишина: проверьте микрофон.",
    "clipped": "Запись перегружена (звук обрезан): запишите тише.",
}
"""By `mouth.intake.Flaw`, what a person is told."""

A_WORD = re.compile(r"[а-яё]", re.IGNORECASE)


class NewVersion(forms.Form):
    """A text with its sound: a file, or what the voice program makes of the text."""

    text = forms.CharField(
        label="Текст",
        max_length=TEXT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text="Слово в слово то, что слышит абонент: этот текст стоит в журнале звонков. "
        "Заглавную или строчную букву в начале и знак в конце оставьте как в исходной фразе: "
        "по ним робот выбирает паузы между фразами.",
    )
    recording = forms.FileField(
        label="Запись",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*,.wav,.flac,.ogg,.opus,.mp3"}),
        help_text="WAV, FLAC, OGG (Opus) или MP3, до 30 секунд и 20 МБ. "
        "Тишину по краям и громкость поправит программа.",
    )
    note = forms.CharField(
        label="Пометка",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="Кто читал, зачем изменено",
    )
    made = forms.ChoiceField(choices=PhraseVersion.Made.choices)
    """The button that was pressed."""

    def clean_text(self) -> str:
        """One line, with at least a Russian letter: pauses depend on the first and last."""
        text = " ".join(str(self.cleaned_data["text"]).split())
        if not A_WORD.search(text):
            raise forms.ValidationError("Напишите текст фразы по-русски.")
        return text

    def clean(self) -> dict[str, Any]:
        """Bring the sound to the form in which it is kept, as `audio`."""
        given = super().clean() or self.cleaned_data
        if not self.errors:
            given["audio"] = self._checked(self._sound(given))
        return given

    def _sound(self, given: dict[str, Any]) -> bytes:
        if given["made"] == PhraseVersion.Made.RECORDED:
            return _uploaded(given["recording"])
        if not settings.METERLINE_VOICE_COMMAND:
            raise forms.ValidationError("Голосовая программа не настроена.")
        try:
            return rendered(given["text"])
        except NotRendered as failure:
            raise forms.ValidationError(f"Озвучить не удалось: {failure}.") from failure

    def _checked(self, file: bytes) -> bytes:
        from meterline.mouth.intake import Unfit, kept, take_in  # noqa: PLC0415 - loads scipy

        try:
            return kept(take_in(file))
        except Unfit as unfit:
            raise forms.ValidationError(FLAWS[unfit.flaw]) from unfit

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that a person fills in."""
        return [self[name] for name in ("text", "recording", "note")]

    @property
    def take(self) -> Take:
        """What the valid form holds."""
        given = self.cleaned_data
        made = PhraseVersion.Made(given["made"])
        return Take(given["text"], given["audio"], made, given["note"])


def _uploaded(file: "UploadedFile[Any] | None") -> bytes:
    if file is None:
        raise forms.ValidationError("Выберите файл записи.")
    if (file.size or 0) > MOST_BYTES:
        raise forms.ValidationError("Файл больше 20 МБ: это не запись одной фразы.")
    return bytes(file.read())
