"""A customer's own program: what it sees, what it may do, how it repeats safely."""

from datetime import timedelta

import pytest
import time_machine
from api_client import Program
from company_made_up import AT, make_account, make_branch
from django.test import Client
from django.utils import timezone

from meterline.api.models import Token
from meterline.api.scopes import Scope
from meterline.api.tokens import BadScopes, Owner, make_token
from meterline.customers.models import Account, Meter
from meterline.readings.models import Reading, Repeat


@pytest.fixture(autouse=True)
def _in_the_window() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def test_the_account_tells_what_a_reading_now_counts_for(owner: Program) -> None:
    state = owner.get("/own/account").json()
    assert state["account"] == "100000001"
    assert state["month"] == {
        "period": "2026-11-01",
        "window_open": True,
        "window_first": "2026-11-20",
        "window_last": "2026-11-25",
        "days_left": 3,
        "deadline": "2026-11-26T00:00:00+07:00",
        "submitted": False,
    }
    assert state["meters"] == [
        {
            "meter": "7100000001",
            "digits": 5,
            "automatic": False,
            "registers": [{"zone": "single", "last": 10200}],
        }
    ]


def test_after_the_window_the_next_month_is_told(owner: Program) -> None:
    with time_machine.travel(AT + timedelta(days=4), tick=False):
        month = owner.get("/own/account").json()["month"]
    assert (month["period"], month["window_open"]) == ("2026-12-01", False)
    assert (month["days_left"], month["deadline"]) == (29, "2026-12-26T00:00:00+07:00")


def test_a_reading_is_stored_and_shows_in_the_history(owner: Program) -> None:
    answer = owner.submit(10_310, key="november")
    assert answer.status_code == 201
    receipt = answer.json()
    assert (receipt["counted_for"], receipt["consumption"]) == ("2026-11-01", 110)
    latest = owner.get("/own/readings").json()["submitted"][0]
    assert (latest["value"], latest["source"], latest["receipt"]) == (
        10_310,
        "web",
        receipt["receipt"],
    )
    assert owner.get("/own/account").json()["month"]["submitted"] is True


def test_the_same_key_brings_the_same_receipt_and_stores_nothing(owner: Program) -> None:
    first, again = owner.submit(10_310, key="k"), owner.submit(10_310, key="k")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["receipt"] == first.json()["receipt"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Reading.objects.filter(value=10_310).count() == 1
    assert not Repeat.objects.exists()


def test_the_same_key_with_other_values_is_refused(owner: Program) -> None:
    owner.submit(10_310, key="k")
    refused = owner.submit(10_320, key="k")
    assert refused.status_code == 422
    assert refused.json()["code"] == "KeyReused"
    assert not Reading.objects.filter(value=10_320).exists()


def test_without_a_key_nothing_is_taken(owner: Program) -> None:
    refused = owner.post("/own/readings", {"values": [{"value": 10_310}]})
    assert refused.status_code == 422
    assert not Reading.objects.filter(value=10_310).exists()


def test_a_refused_value_names_the_finding_and_may_be_mended_under_the_same_key(
    owner: Program,
) -> None:
    refused = owner.submit(103_105, key="k")
    assert refused.status_code == 422
    body = refused.json()
    assert body["code"] == "Implausible"
    assert [(one["finding"], one["proposal"]) for one in body["findings"]] == [("comma", 10_310)]
    assert owner.submit(10_310, key="k").status_code == 201


def test_an_insisted_value_waits_for_a_person(owner: Program) -> None:
    stored = owner.submit(10_000, key="k", insist=True)
    assert stored.status_code == 201
    assert stored.json()["under_review"] is True
    assert owner.get("/own/account").json()["month"]["submitted"] is False


def test_a_closed_account_is_told_so(owner: Program) -> None:
    Account.objects.update(state=Account.State.CLOSED)
    refused = owner.submit(10_310, key="k")
    assert (refused.status_code, refused.json()["code"]) == (422, "AccountClosed")


def test_a_meter_has_to_be_named_where_there_are_two(owner: Program, single: Account) -> None:
    other = Meter.objects.create(account=single, serial="88", digits=5)
    other.registers.create(zone="single")
    assert owner.submit(10_310, key="k").json()["code"] == "UnknownRegister"
    named = {"values": [{"meter": "88", "value": 5}]}
    assert owner.post("/own/readings", named, "k2").status_code == 201


def test_the_owner_sees_no_other_account(owner: Program) -> None:
    make_account("100000002", {"single": [77_777]})
    assert "77777" not in owner.get("/own/readings").content.decode()


@pytest.mark.parametrize("path", ["/own/account", "/own/readings", "/own/charges"])
def test_nobody_is_let_in_without_a_token(client: Client, db: None, path: str) -> None:
    assert Program(client, "ml_wrong").get(path).status_code == 401


def test_an_expired_and_a_revoked_token_are_refused(client: Client, single: Account) -> None:
    mine = Owner("дом", "test", account=single)
    _, old = make_token(mine, [Scope.OWN_READ], timezone.now() + timedelta(days=1))
    row, revoked = make_token(mine, [Scope.OWN_READ])
    Token.objects.filter(pk=row.pk).update(revoked=timezone.now())
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        assert Program(client, old).get("/own/account").status_code == 401
    assert Program(client, old).get("/own/account").status_code == 200
    assert Program(client, revoked).get("/own/account").status_code == 401


def test_a_token_to_read_cannot_write(client: Client, single: Account) -> None:
    _, text = make_token(Owner("дом", "test", account=single), [Scope.OWN_READ])
    refused = Program(client, text).submit(10_310, key="k")
    assert (refused.status_code, Reading.objects.filter(value=10_310).count()) == (403, 0)


def test_a_guesser_is_shut_out_for_a_while(client: Client, owner: Program) -> None:
    answers = [Program(client, f"ml_{n}").get("/own/account").status_code for n in range(25)]
    assert answers[:20] == [401] * 20
    assert answers[20:] == [429] * 5
    assert owner.get("/own/account").status_code == 429


def test_a_token_has_a_limit_of_requests(owner: Program) -> None:
    answers = [owner.get("/own/account").status_code for _ in range(125)]
    assert answers.count(200) == 120
    assert set(answers[120:]) == {429}


@pytest.mark.parametrize(
    ("own", "scopes"),
    [(True, [Scope.CUSTOMERS_READ]), (False, [Scope.OWN_READ]), (False, [])],
)
def test_scopes_that_do_not_go_together_are_refused(
    single: Account, own: bool, scopes: list[Scope]
) -> None:
    with pytest.raises(BadScopes):
        make_token(Owner("x", "test", account=single if own else None), scopes)


def test_the_token_itself_is_not_kept(single: Account) -> None:
    row, text = make_token(Owner("дом", "test", account=single), [Scope.OWN_READ])
    kept = Token.objects.filter(pk=row.pk).values().get()
    assert text not in map(str, kept.values())


def test_an_automatic_meter_takes_no_rival_reading(owner: Program, single: Account) -> None:
    Meter.objects.filter(account=single).update(automatic=True)
    refused = owner.submit(10_310, key="k")
    assert (refused.status_code, refused.json()["code"]) == (422, "MeterIsAutomatic")


def test_a_branch_elsewhere_has_its_own_midnight(client: Client, db: None) -> None:
    omsk = make_account("200000001", {"single": [5]}, branch=make_branch("omsk", "Asia/Omsk"))
    _, text = make_token(Owner("дом", "test", account=omsk), [Scope.OWN_READ])
    month = Program(client, text).get("/own/account").json()["month"]
    assert month["deadline"] == "2026-11-26T00:00:00+06:00"
