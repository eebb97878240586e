"""How employees get in: password, second factor, sessions."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from company_made_up import make_branch
from django.contrib.auth.models import User
from django.test import Client
from staff_made_up import PASSWORD, make_employee

from meterline.staff import factor
from meterline.staff.models import AuditEntry, Deed, RecoveryCode, SecondFactor
from meterline.staff.permissions import Role

SIGN_IN = "/staff/sign-in/"
CODE = "/staff/sign-in/code/"
ENROL = "/staff/sign-in/enrol/"
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.METERLINE_SECOND_FACTOR = True


@pytest.fixture
def clerk(db: None) -> User:
    return make_employee("ivanova", Role.CLERK, make_branch())


def password(client: Client, login: str = "ivanova", typed: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": login, "password": typed, **more})


def signed_in(client: Client) -> bool:
    return bool(client.get("/staff/").status_code == 200)


def with_factor(user: User, at: datetime) -> tuple[pyotp.TOTP, list[str]]:
    """The employee's telephone, and his recovery codes."""
    totp = pyotp.TOTP(factor.begin(user)[0])
    codes = factor.confirm(user, totp.at(at), at)
    assert codes
    return totp, codes


def test_the_first_sign_in_takes_the_telephone_along(client: Client, clerk: User) -> None:
    answer = password(client, next="/desk/batch/")
    assert answer["Location"] == ENROL
    assert not signed_in(client)
    page = client.get(ENROL).content.decode()
    secret = re.search(r"ключ: <strong>([A-Z2-7 ]+)</strong>", page)
    assert secret
    assert "<svg" in page
    wrong = client.post(ENROL, {"code": "000000"})
    assert "Код не подошёл" in wrong.content.decode()
    assert not signed_in(client)
    code = pyotp.TOTP(secret[1].replace(" ", "")).now()
    done = client.post(ENROL, {"code": code}).content.decode()
    assert len(re.findall(r"<code>[2-9a-z]{5}-[2-9a-z]{5}</code>", done)) == 10
    assert 'href="/desk/batch/"' in done
    assert signed_in(client)
    assert client.get(ENROL)["Location"] == SIGN_IN


def test_later_the_password_alone_is_not_enough(client: Client, clerk: User) -> None:
    with time_machine.travel(NOW, tick=False):
        totp, _ = with_factor(clerk, NOW - timedelta(hours=1))
        assert password(client)["Location"] == CODE
        assert client.get("/desk/")["Location"].startswith(SIGN_IN)
        assert "Код не подошёл" in client.post(CODE, {"code": "123"}).content.decode()
        assert client.post(CODE, {"code": totp.at(NOW)})["Location"] == "/desk/"
        assert signed_in(client)


@pytest.mark.parametrize(
    ("off", "right"), [(-90, False), (-30, True), (0, True), (30, True), (90, False)]
)
def test_a_telephones_clock_may_be_half_a_minute_off(clerk: User, off: int, right: bool) -> None:
    totp, _ = with_factor(clerk, NOW - timedelta(hours=1))
    assert factor.check(clerk, totp.at(NOW + timedelta(seconds=off)), NOW) is right


def test_a_code_is_taken_once_and_no_earlier_one_after_it(clerk: User) -> None:
    totp, _ = with_factor(clerk, NOW - timedelta(hours=1))
    before, code = totp.at(NOW - timedelta(seconds=30)), totp.at(NOW)
    assert factor.check(clerk, code, NOW)
    assert not factor.check(clerk, code, NOW)
    assert not factor.check(clerk, before, NOW)


def test_a_recovery_code_stands_in_once(client: Client, clerk: User) -> None:
    _, codes = with_factor(clerk, NOW)
    password(client)
    client.post(CODE, {"code": codes[3].upper()})
    assert signed_in(client)
    assert RecoveryCode.objects.count() == 9
    again = Client()
    password(again)
    again.post(CODE, {"code": codes[3]})
    assert not signed_in(again)
    told = AuditEntry.objects.get(action=Deed.RECOVERY_USED)
    assert told.subject == "Осталось запасных кодов: 9"


def test_the_data_base_holds_neither_secret_nor_recovery_codes(clerk: User) -> None:
    secret, _ = factor.begin(clerk)
    codes = factor.confirm(clerk, pyotp.TOTP(secret).at(NOW), NOW) or []
    kept = " ".join(
        [SecondFactor.objects.get().secret, *RecoveryCode.objects.values_list("code_hash", flat=1)]
    )
    assert secret not in kept
    assert not any(code.replace("-", "") in kept for code in codes)


def test_new_recovery_codes_replace_the_old_ones(client: Client, clerk: User) -> None:
    with time_machine.travel(NOW, tick=False):
        totp, old = with_factor(clerk, NOW - timedelta(hours=1))
        client.force_login(clerk)
        client.post("/staff/recovery-codes/", {"code": "000000"})
        assert factor.check(clerk, old[0], NOW)
        page = client.post("/staff/recovery-codes/", {"code": totp.at(NOW)}).content.decode()
    fresh = re.findall(r"<code>([2-9a-z-]+)</code>", page)
    assert len(fresh) == 10
    assert not factor.check(clerk, old[1], NOW)
    assert factor.check(clerk, fresh[0], NOW)


def test_a_lost_telephone_is_dropped_and_set_up_anew(client: Client, clerk: User) -> None:
    with_factor(clerk, NOW)
    assert factor.drop("petrova", clerk)
    assert password(client)["Location"] == ENROL
    assert AuditEntry.objects.get(action=Deed.FACTOR_DROPPED).who == "petrova"


def test_without_the_setting_the_password_is_enough_until_a_telephone_is_there(
    client: Client, clerk: User, settings: Any
) -> None:
    settings.METERLINE_SECOND_FACTOR = False
    assert password(client)["Location"] == "/desk/"
    assert signed_in(client)
    with_factor(clerk, NOW)
    assert password(Client())["Location"] == CODE


def test_tries_are_counted_for_the_login_and_for_the_visitor(client: Client, clerk: User) -> None:
    for _ in range(10):
        assert "Слишком много" not in password(client, typed="wrong").content.decode()
    right, wrong = (password(client, typed=typed) for typed in (PASSWORD, "wrong"))
    for answer in (right, wrong):
        assert "Слишком много попыток" in answer.content.decode()
        # Nothing tells then which of the two was right.
        assert answer.content.decode().count('role="alert"') == 1
    elsewhere = Client(REMOTE_ADDR="10.9.9.9")
    assert "Слишком много попыток" in password(elsewhere).content.decode()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert password(client)["Location"] == ENROL


def test_tries_of_codes_are_counted_too(client: Client, clerk: User) -> None:
    with time_machine.travel(NOW, tick=False):
        totp, _ = with_factor(clerk, NOW - timedelta(hours=1))
        password(client)
        for _ in range(10):
            client.post(CODE, {"code": "000000"})
        page = client.post(CODE, {"code": totp.at(NOW)}).content.decode()
        assert "Слишком много попыток" in page
        assert not signed_in(client)


def test_the_code_page_waits_ten_minutes_after_the_password(client: Client, clerk: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        totp, _ = with_factor(clerk, NOW - timedelta(hours=1))
        password(client)
        clock.shift(timedelta(minutes=11))
        later = NOW + timedelta(minutes=11)
        assert client.post(CODE, {"code": totp.at(later)})["Location"] == SIGN_IN
        assert not signed_in(client)


def test_a_refusal_is_on_record_without_what_was_typed_as_the_login(
    client: Client, clerk: User
) -> None:
    password(client, typed="wrong")
    password(client, login="my-password-by-mistake")
    assert set(AuditEntry.objects.filter(action=Deed.REFUSED).values_list("who", flat=True)) == {
        "ivanova",
        "неизвестное имя",
    }


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example", SIGN_IN])
def test_a_sign_in_leads_to_no_strange_page(
    client: Client, clerk: User, settings: Any, page: str
) -> None:
    settings.METERLINE_SECOND_FACTOR = False
    assert password(client, next=page)["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("breaks", "still"),
    [((29, 1), True), ((31, 1), False), ((29, 20), True), ((29, 30), False)],
    ids=["half an hour", "a desk that was left", "a morning's work", "more than a shift"],
)
def test_a_session_ends_when_left_alone_and_after_a_shift(
    client: Client, clerk: User, settings: Any, breaks: tuple[int, int], still: bool
) -> None:
    settings.METERLINE_SECOND_FACTOR = False
    with time_machine.travel(NOW, tick=False) as clock:
        password(client)
        minutes, times = breaks
        for _ in range(times):
            clock.shift(timedelta(minutes=minutes))
            inside = signed_in(client)
        assert inside is still


def test_dismissal_ends_what_is_open(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert signed_in(client)
    clerk.is_active = False
    clerk.save()
    assert not signed_in(client)
    assert "Location" not in password(client)


def test_the_administration_is_entered_by_the_same_door(client: Client, clerk: User) -> None:
    answer = client.get("/admin/customers/account/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"{SIGN_IN}?next=%2Fadmin")
    client.force_login(clerk)
    page = client.get("/admin/", follow=True).content.decode()
    assert "Вы уже вошли как ivanova" in page
    assert client.post("/admin/logout/")["Location"] == SIGN_IN
    assert not signed_in(client)
    assert AuditEntry.objects.filter(action=Deed.SIGNED_OUT, who="ivanova").exists()
