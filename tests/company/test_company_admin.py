"""The pages of the company's people."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from company_made_up import AT, given, make_branch
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from meterline.calls.models import Call, Message, Operator, ReviewedTurn, TurnExport
from meterline.calls.references import reference_of
from meterline.calls.services import (
    DraftValue,
    Incoming,
    Logged,
    Understood,
    close_call,
    keep_draft,
    log_events,
    open_call,
)
from meterline.customers import services
from meterline.customers.audit import By
from meterline.customers.models import (
    Account,
    BranchDay,
    Change,
    Contract,
    ExportRun,
    GisMeter,
    HeldRow,
    ImportRun,
    LinkedEmail,
    LinkedPhone,
    MeterAct,
    MeteringPoint,
    PhoneOverride,
    SubmissionWindow,
)
from meterline.readings.decisions import cancel
from meterline.readings.models import Reading
from meterline.readings.services import submit_reading

OURS = [
    model
    for app in ("customers", "readings", "calls")
    for model in apps.get_app_config(app).get_models()
    if model.__name__ != "CallEvent"
]
"""Every table but the log's lines, which stand on their call's page."""

WRITTEN_BY_PEOPLE = (ReviewedTurn, Message, Operator)

WRITTEN_BY_PROGRAMS = [
    model
    for model in OURS
    if model in (Change, ImportRun, ExportRun, GisMeter, HeldRow)
    or (model._meta.app_label != "customers" and model not in WRITTEN_BY_PEOPLE)
]


@pytest.fixture
def call(single: Account) -> UUID:
    """A call with a row in every table of ours."""
    key = uuid4()
    open_call(Incoming(key, "+79134423435", "88003000", "sip"), AT)
    log_events(
        key,
        [
            Logged("said", AT, {"text": "Здравствуйте! <b>"}),
            Logged("key", AT, {"key": "7"}),
            Logged("heard", AT, {"text": "федорова"}),
            Logged("recording", AT, {"purpose": "reading", "begin": 9.5, "file": "2026/a.wav"}),
        ],
    )
    keep_draft(key, Understood(single.number, [DraftValue("1", "single", 1)], "федорова"), AT)
    submit_reading(given(single, single=10_300))
    submit_reading(given(single, single=10_300))
    given_now = Reading.objects.get(value=10_300)
    cancel(given_now.pk, author="root", at=AT, reason="Ошибка сотрудника")
    close_call(key, "done", "2026/a.wav", AT)
    LinkedPhone.objects.create(number="+79134423435", account=single)
    PhoneOverride.objects.create(number="+79134423435", branch=make_branch())
    clerk = User.objects.create_user("reviewer")
    ReviewedTurn.objects.create(call_id=key, turn=1, reviewer=clerk)
    TurnExport.objects.create(at=AT, by="root", calls=1, turns=1, only="all")
    Operator.objects.create(user=clerk, branch=single.branch)
    add_customers_rows(single)
    return key


def add_customers_rows(account: Account) -> None:
    """A row in every table of the customer base that the account has none in yet."""
    by = By("root", "проверка страниц", AT)
    day = AT.date().replace(day=1)
    for row in (
        Contract(number="К-1/19", customer=account.customer),
        MeteringPoint(account=account, name="Дом"),
        MeterAct(meter=account.meters.get(), kind=MeterAct.Kind.BROKEN, day=day),
        LinkedEmail(account=account, address="alena@example.ru"),
        SubmissionWindow(branch=account.branch, valid_from=day, first_day=1, last_day=30),
        BranchDay(branch=account.branch, day=day, hours="08:00-12:00"),
    ):
        services.save(row, by)
    run = ImportRun.objects.create(
        at=AT, author="root", kind="meters", file="meters.csv", added=1, changed=0, unchanged=0
    )
    add_exchanged_rows(account, run)


def add_exchanged_rows(account: Account, run: ImportRun) -> None:
    """A row in every table of what is exchanged with other programs."""
    GisMeter.objects.create(meter=account.meters.get(), house=str(uuid4()), device=str(uuid4()))
    ExportRun.objects.create(at=AT, author="root", kind="meters", file="meters.xlsx", rows=1)
    HeldRow.objects.create(
        run=run, key="1", line=7, account="100000001", told="9999", reason="выше возможного"
    )


@pytest.fixture
def recordings(call: UUID, settings: Any, tmp_path: Path) -> Path:
    """The folder of recordings, with the recording of the call."""
    settings.METERLINE_RECORDINGS = folder = tmp_path / "recordings"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "a.wav").write_bytes(b"RIFF....")
    return folder


def page(model: type[Model], name: str, *arguments: object) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{name}", args=arguments)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_page_opens(admin_client: Client, call: UUID, model: type[Model]) -> None:
    assert model in admin.site._registry
    row = model._default_manager.first()
    assert row is not None
    assert admin_client.get(page(model, "changelist"), {"q": "1"}).status_code == 200
    changed = admin_client.get(page(model, "change", row.pk))
    assert changed.status_code == 200
    assert str(row) in changed.content.decode()
    added = admin_client.get(page(model, "add")).status_code
    assert added == (403 if model in (*WRITTEN_BY_PROGRAMS, Message) else 200)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_tables_are_named_in_russian(model: type[Model]) -> None:
    names = [model._meta.verbose_name, model._meta.verbose_name_plural]
    names += [
        field.verbose_name
        for field in model._meta.fields
        if field.editable and not field.auto_created
    ]
    for name in names:
        assert any("а" <= letter <= "я" for letter in str(name)), name


@pytest.mark.parametrize("model", WRITTEN_BY_PROGRAMS, ids=lambda model: model.__name__)
def test_ledger_and_calls_cannot_be_changed_here(
    admin_client: Client, call: UUID, model: type[Model]
) -> None:
    row = model._default_manager.first()
    assert row is not None
    assert admin_client.post(page(model, "change", row.pk), {"value": 1}).status_code == 403
    assert admin_client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "typed",
    [
        "0000000",
        "100 000 001",
        "федоров",
        "ФЁДОРОВА алена",
        "щетинкина",
        "71000",
        "8 (913) 442-34-35",
        "+7 913 442",
        "алёна абакан",
    ],
)
def test_an_account_is_found_by_any_part(admin_client: Client, call: UUID, typed: str) -> None:
    found = admin_client.get(page(Account, "changelist"), {"q": typed}).content.decode()
    assert "100000001" in found


@pytest.mark.parametrize("typed", ["999", "иванова", "8 913 999"])
def test_an_account_is_not_found_by_something_else(
    admin_client: Client, call: UUID, typed: str
) -> None:
    found = admin_client.get(page(Account, "changelist"), {"q": typed}).content.decode()
    assert "100000001" not in found


def test_a_receipt_is_found_by_its_number(admin_client: Client, single: Account) -> None:
    number = submit_reading(given(single, single=10_300)).number
    address = reverse("admin:readings_receipt_changelist")
    rows = '<th class="field-number"'
    assert rows in admin_client.get(address, {"q": number}).content.decode()
    assert rows not in admin_client.get(address, {"q": "99999999"}).content.decode()


def test_an_accounts_page_leads_to_its_readings_and_calls(
    admin_client: Client, single: Account
) -> None:
    submit_reading(given(single, single=10_300))
    text = admin_client.get(page(Account, "change", single.pk)).content.decode()
    query = f"?register__meter__account__id__exact={single.pk}"
    assert query in text
    shown = admin_client.get(reverse("admin:readings_reading_changelist") + query)
    assert "10300" in shown.content.decode()


def test_bad_settings_of_a_branch_are_refused(admin_client: Client, db: None) -> None:
    branch = make_branch()
    fields: dict[str, Any] = {
        "key": "khakassia",
        "name": "Хакасэнерго",
        "iana": "Asia/Nowhere",
        "account_digits": 12,
        "window_from": 25,
        "window_to": 20,
        "hours_workday": "с восьми",
        "hours_window": "",
        "zone_order": "day,dusk",
    }
    refused = admin_client.post(page(type(branch), "change", branch.pk), fields).content.decode()
    for reason in ("базе IANA", "раньше, чем начинается", "08:00-17:00", "«dusk»"):
        assert reason in refused


def test_a_calls_page_shows_what_was_said(admin_client: Client, call: UUID) -> None:
    text = admin_client.get(page(Call, "change", call)).content.decode()
    assert "Здравствуйте! &lt;b&gt;" in text
    assert "федорова" in text
    assert "Записи нет" in text


def test_a_recording_is_played_on_the_calls_page(
    admin_client: Client, call: UUID, recordings: Path
) -> None:
    address = reverse("call-recording", args=[call])
    assert f'src="{address}"' in admin_client.get(page(Call, "change", call)).content.decode()
    answer = admin_client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/wav")
    assert b"".join(answer.streaming_content) == b"RIFF...."  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("staff", "permissions", "status"),
    [(False, ["view_call"], 302), (True, [], 403), (True, ["view_call"], 200)],
)
@pytest.mark.usefixtures("recordings")
def test_only_those_who_may_see_calls_hear_them(
    client: Client, call: UUID, staff: bool, permissions: list[str], status: int
) -> None:
    user = User.objects.create_user("clerk", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    answer = client.get(reverse("call-recording", args=[call]))
    assert answer.status_code == status
    answer.close()


@pytest.mark.parametrize("path", ["../secret.key", "", "2026", "2026/b.wav"])
def test_nothing_but_recordings_is_served(
    admin_client: Client, call: UUID, recordings: Path, path: str
) -> None:
    (recordings.parent / "secret.key").write_text("secret")
    Call.objects.update(recording=path)
    assert admin_client.get(reverse("call-recording", args=[call])).status_code == 404


def test_a_call_is_found_by_the_number_that_its_caller_was_told(
    call: UUID, admin_client: Client
) -> None:
    page = admin_client.get(reverse("admin:calls_call_changelist"), {"q": reference_of(call)})
    assert str(call) in page.content.decode()
    other = admin_client.get(reverse("admin:calls_call_changelist"), {"q": "9999999"})
    assert str(call) not in other.content.decode()
