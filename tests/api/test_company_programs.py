"""The company's other programs: customers, what came since a cursor, handing over, charges."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from api_client import Program
from company_made_up import AT, make_account, make_branch

from meterline.api.scopes import Scope
from meterline.customers.models import Account
from meterline.readings.models import Reading

Company = Callable[..., Program]


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def given_for(account: str, key: str, value: int, **more: object) -> dict[str, Any]:
    return {"account": account, "key": key, "values": [{"value": value}], **more}


def hand_over(program: Program, *items: dict[str, Any]) -> Any:
    return program.post("/company/readings", {"items": items})


def test_customers_come_page_by_page_and_each_once(company: Company) -> None:
    numbers = [f"10000000{n}" for n in range(5)]
    for number in numbers:
        make_account(number, {"single": [1]})
    program, seen, after = company(), [], 0
    while after is not None:
        page = program.get("/company/customers", after=after, limit=2).json()
        seen += [row["account"] for row in page["rows"]]
        after = page["next"]
    assert seen == numbers


def test_a_token_of_a_branch_sees_that_branch_only(company: Company, single: Account) -> None:
    omsk = make_branch("omsk", "Asia/Omsk")
    make_account("200000001", {"single": [1]}, branch=omsk)
    program = company(branch=omsk)
    rows = program.get("/company/customers").json()["rows"]
    assert [row["account"] for row in rows] == ["200000001"]
    handed = hand_over(program, given_for(single.number, "a", 10_310)).json()
    assert handed[0]["problem"]["code"] == "UnknownAccount"
    hand_over(company(), given_for(single.number, "b", 10_310))
    assert program.get("/company/readings").json()["events"] == []


def test_readings_since_a_cursor_come_once_and_in_order(company: Company, single: Account) -> None:
    make_account("100000002", {"single": [500]})
    program = company()
    start = program.get("/company/readings").json()["next"]
    hand_over(program, given_for(single.number, "a", 10_310))
    first = program.get("/company/readings", after=start).json()
    hand_over(program, given_for("100000002", "b", 510))
    second = program.get("/company/readings", after=first["next"]).json()
    told = [
        (event["account"], [one["value"] for one in event["readings"]])
        for page in (first, second)
        for event in page["events"]
    ]
    assert told == [("100000001", [10_310]), ("100000002", [510])]
    assert program.get("/company/readings", after=second["next"]).json()["events"] == []


def test_a_batch_accepts_what_is_good_and_tells_each_that_is_not(
    company: Company, single: Account
) -> None:
    handed = hand_over(
        company(),
        given_for(single.number, "a", 10_310, source="receipt", evidence="квитанция 7"),
        given_for(single.number, "b", 9),
        given_for("999999999", "c", 1),
    ).json()
    codes = [one["problem"]["code"] if one["problem"] else None for one in handed]
    assert codes == [None, "Implausible", "UnknownAccount"]
    stored = Reading.objects.get(value=10_310)
    assert (stored.source, stored.evidence) == ("receipt", "квитанция 7")


def test_a_batch_may_be_sent_again(company: Company, single: Account) -> None:
    program = company()
    first = hand_over(program, given_for(single.number, "a", 10_310)).json()
    again = hand_over(program, given_for(single.number, "a", 10_310)).json()
    assert again == first
    other = hand_over(program, given_for(single.number, "a", 10_320)).json()
    assert other[0]["problem"]["code"] == "KeyReused"
    assert Reading.objects.filter(value__gt=10_200).count() == 1


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/company/customers", Scope.CUSTOMERS_READ),
        ("/company/readings", Scope.READINGS_READ),
        ("/company/charges?period=2026-10-01", Scope.CHARGES_READ),
    ],
)
def test_each_question_needs_its_own_right(company: Company, path: str, scope: Scope) -> None:
    others = [one for one in Scope if one != scope and not one.startswith("own")]
    assert company(scope).get(path).status_code == 200
    assert company(*others).get(path).status_code == 403
