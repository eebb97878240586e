"""Pages of phrases: what is said now, its versions, a new one."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meterline.customers.admin.base import Pages
from meterline.phrases.catalogue import catalogue
from meterline.phrases.forms import NewVersion
from meterline.phrases.models import Phrase, PhraseVersion
from meterline.phrases.services import add_version, put_in_use, restore

PACK = 0
"""Stands for the prompt pack's own recording where a version's number is expected."""

STATES = {"changed": "изменена", "pack": "исходная", "none": "записи нет"}


def state_of(phrase: Phrase) -> str:
    """A key of STATES."""
    if phrase.in_use:
        return "changed"
    return "pack" if phrase.pack_text else "none"


class StateFilter(admin.SimpleListFilter):
    """Phrases that the company changed, left, or could add."""

    title = "состояние"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All states."""
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Phrase]) -> QuerySet[Phrase]:
        """Rows of the chosen state."""
        if self.value() is None:
            return queryset
        keys = [row.key for row in queryset if state_of(row) == self.value()]
        return queryset.filter(key__in=keys)


@admin.register(Phrase)
class PhraseAdmin(Pages):
    """All phrases of the flow; the page of one has its versions and takes new ones."""

    list_display = ("key", "words", "state", "changed_at", "listen")
    list_filter = (StateFilter,)
    list_per_page = 50
    search_fields = ("key",)
    search_help_text = "Часть текста или ключа"
    actions = None

    class Media:
        css = {"all": ("phrases/phrases.css",)}  # noqa: RUF012 - Django reads it so

    def get_queryset(self, request: HttpRequest) -> QuerySet[Phrase]:
        """Phrases that are still said; those that an upgrade dropped keep their rows."""
        return Phrase.objects.said_now().filter(key__in=catalogue())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search key and words without regard to case, which SQLite minds in Cyrillic."""
        wanted = search_term.casefold()
        keys = [row.key for row in queryset if wanted in f"{row.key} {row.text}".casefold()]
        return queryset.filter(key__in=keys), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The flow decides which phrases there are."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return False

    @admin.display(description="говорится")
    def words(self, phrase: Phrase) -> str:
        """The text in use."""
        return phrase.text or "—"

    @admin.display(description="состояние")
    def state(self, phrase: Phrase) -> str:
        """Whether the company changed it, and whose version is said."""
        if phrase.in_use is None:
            return STATES[state_of(phrase)]
        return f"версия {phrase.in_use.number}, {phrase.in_use.author.get_username()}"

    @admin.display(description="послушать")
    def listen(self, phrase: Phrase) -> Any:
        """A player of what is said now."""
        if not phrase.text:
            return "—"
        number = phrase.in_use.number if phrase.in_use else PACK
        return render_to_string("phrases/player.html", {"key": phrase.key, "number": number})

    def get_urls(self) -> list[URLPattern]:
        """The usual pages, the sounds, and the switch between versions."""
        view = self.admin_site.admin_view
        return [
            path("<key>/sound/<int:number>", view(self.sound), name="phrases_phrase_sound"),
            path("<key>/use", view(require_POST(self.use)), name="phrases_phrase_use"),
            *super().get_urls(),
        ]

    def sound(self, request: HttpRequest, key: str, number: int) -> HttpResponse:
        """A version as callers hear it, as WAV; number 0 is the prompt pack's own."""
        from meterline.phrases import sounds  # noqa: PLC0415 - loads signal processing

        phrase = self._phrase(request, key)
        if number == PACK and not phrase.pack_text:
            raise Http404("В исходном наборе такой фразы нет")
        if number == PACK:
            data = sounds.pack_wav(key)
        else:
            data = sounds.version_wav(get_object_or_404(phrase.versions, number=number))
        return HttpResponse(data, content_type="audio/wav")

    def use(self, request: HttpRequest, key: str) -> HttpResponse:
        """Put a version in use, or go back to the prompt pack's own."""
        phrase = self._phrase(request, key, change=True)
        number = request.POST.get("number", "")
        if number == str(PACK):
            restore(key, timezone.now())
            told = "Возвращена исходная фраза" if phrase.pack_text else "Фраза больше не говорится"
        else:
            told = self._put_in_use(key, number)
        self.log_change(request, phrase, told)
        self.message_user(request, f"{told}. Роботы заговорят так через несколько секунд.")
        return HttpResponseRedirect(self._page(phrase))

    def _put_in_use(self, key: str, number: str) -> str:
        try:
            version = put_in_use(key, int(number), timezone.now())
        except (ValueError, PhraseVersion.DoesNotExist) as error:
            raise Http404("Такой версии нет") from error
        return f"Введена в действие версия {version.number}: «{version.text}»"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The page of one phrase."""
        phrase = self._phrase(request, object_id, change=request.method == "POST")
        form = NewVersion(initial={"text": phrase.text})
        if request.method == "POST":
            form = NewVersion(request.POST, request.FILES)
            if form.is_valid():
                self._add(request, phrase, form)
                return HttpResponseRedirect(self._page(phrase))
        return TemplateResponse(
            request, "admin/phrases/phrase/page.html", self._context(request, phrase, form)
        )

    def _add(self, request: HttpRequest, phrase: Phrase, form: NewVersion) -> None:
        author: Any = request.user
        version = add_version(phrase.key, form.take, author, timezone.now())
        self.log_change(
            request, phrase, f"Добавлена версия {version.number} ({version.get_made_display()})"
        )
        told = f"Версия {version.number} сохранена. Послушайте её и введите в действие."
        self.message_user(request, told, messages.SUCCESS)

    def _context(self, request: HttpRequest, phrase: Phrase, form: NewVersion) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "title": f"Фраза {phrase.key}",
            "phrase": phrase,
            "versions": phrase.versions.select_related("author").defer("audio"),
            "form": form,
            "may_change": self.has_change_permission(request, phrase),
            "can_render": bool(settings.METERLINE_VOICE_COMMAND),
        }

    def _phrase(self, request: HttpRequest, key: str, *, change: bool = False) -> Phrase:
        """The phrase, for those who may see it, or change it."""
        phrase = get_object_or_404(self.get_queryset(request), pk=key)
        allowed = self.has_change_permission if change else self.has_view_permission
        if not allowed(request, phrase):
            raise PermissionDenied
        return phrase

    def _page(self, phrase: Phrase) -> str:
        return reverse("admin:phrases_phrase_change", args=[phrase.key])
