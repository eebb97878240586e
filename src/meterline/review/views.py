"""The reviewer's page: one item before him, the next one ready."""

from dataclasses import replace
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meterline.review.claims import ahead, claim, give_back
from meterline.review.deciding import DECISIONS, TAKEN, Lost, Refused, settle
from meterline.review.items import Item, item_of
from meterline.review.models import Callback, Kind
from meterline.review.posted import asked_of, typed_of
from meterline.review.subjects import Subject, subject_of
from meterline.review.waiting import Key, lengths, waits
from meterline.review.words import REJECTED_FOR
from meterline.staff.permissions import Action
from meterline.staff.services import allowed

SKIPPED = "review-skipped"
MOST_SKIPPED = 50
"""Items that a person's session remembers as skipped; then they come again."""

SCRIPT = "X-Review"
"""The header by which the page's script asks for the next item alone; it names the one shown."""

REFUSED = 422


@require_GET
@never_cache
@allowed(Action.REVIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """The next item, with the one after it."""
    return _page(request, [item_of(subject_of(key, request.user)) for key in _ahead(request)])


@require_GET
@never_cache
@allowed(Action.REVIEW)
def one(request: HttpRequest, kind: Kind, item: str) -> HttpResponse:
    """A certain item, with another account where `?account` names one."""
    key = Key(kind, item)
    shown = item_of(subject_of(key, request.user, request.GET.get("account", "").strip()))
    if not waits(key, request.user):
        messages.warning(request, "Этот случай уже решён.")
        return redirect("review:queue")
    if not claim(_user(request), key, timezone.now()):
        messages.warning(request, TAKEN)
        return redirect("review:queue")
    others = [item_of(subject_of(other, request.user)) for other in _ahead(request) if other != key]
    return _page(request, [shown, *others[:1]])


@require_POST
@never_cache
@allowed(Action.REVIEW)
def decide(request: HttpRequest, kind: Kind, item: str) -> HttpResponse:
    """Take a decision down and go on."""
    key = Key(kind, item)
    asked = asked_of(request.POST, timezone.now())
    if asked.do == "skip":
        _skip(request, key)
        return _onward(request, "пропущено")
    if asked.do not in DECISIONS:
        return HttpResponse(status=400)
    subject = subject_of(key, request.user, request.POST.get("account", "").strip())
    try:
        told = settle(request, _user(request), subject, asked)
    except Lost as lost:
        return _onward(request, str(lost))
    except Refused as refused:
        return _again(request, subject, refused)
    return _onward(request, told)


def _again(request: HttpRequest, subject: Subject, refused: Refused) -> HttpResponse:
    """The same item, with why the decision was refused and what was typed."""
    item, typed = item_of(subject), typed_of(request.POST)
    picked = request.POST.get("pick", "").partition("=")
    typed |= {picked[0]: picked[2]} if picked[2] else {}
    fields = [replace(one, typed=typed.get(one.name, one.typed)) for one in item.fields]
    shown = replace(item, problem=str(refused), may_insist=refused.may_insist, fields=fields)
    if SCRIPT in request.headers:
        return render(request, "review/answer.html", _shown([shown]), status=REFUSED)
    return _page(request, [shown], status=REFUSED)


def _onward(request: HttpRequest, told: str) -> HttpResponse:
    """To the next item: the script has it on the screen already and gets the one after it."""
    if SCRIPT not in request.headers:
        messages.success(request, told[:1].upper() + told[1:] + ".")
        return redirect("review:queue")
    on_screen = request.headers[SCRIPT]
    fresh = [key for key in _ahead(request) if str(key) != on_screen][:1]
    items = [item_of(subject_of(key, request.user)) for key in fresh]
    shown = {**_shown(items), "told": told, "left": _left(request)}
    return render(request, "review/answer.html", shown)


def _page(request: HttpRequest, items: list[Item], status: int = 200) -> HttpResponse:
    shown = {**_shown(items), "lengths": lengths(request.user), "left": _left(request)}
    return render(request, "review/queue.html", shown, status=status)


def _shown(items: list[Item]) -> dict[str, object]:
    return {"items": items, "rejected_for": REJECTED_FOR, "call_for": Callback.Reason.choices}


def _left(request: HttpRequest) -> int:
    return sum(lengths(request.user).values())


def _ahead(request: HttpRequest) -> list[Key]:
    """The next items; where only skipped ones are left, they come again."""
    now, user, skipped = timezone.now(), _user(request), _skipped(request)
    found = ahead(user, now, skipped)
    if not found and skipped:
        request.session[SKIPPED] = []
        return ahead(user, now)
    return found


def _skip(request: HttpRequest, key: Key) -> None:
    """Give the item to the others, and come to it again at the end."""
    give_back(_user(request), key)
    kept = [*request.session.get(SKIPPED, []), [key.kind.value, key.item]]
    request.session[SKIPPED] = kept[-MOST_SKIPPED:]


def _skipped(request: HttpRequest) -> list[Key]:
    return [Key(Kind(kind), item) for kind, item in request.session.get(SKIPPED, [])]


def _user(request: HttpRequest) -> User:
    """The employee: the views are for those alone who are signed in."""
    return cast(User, request.user)
