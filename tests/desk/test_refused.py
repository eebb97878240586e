"""Every page of desk and staff against the table of roles: who may not is refused."""

from typing import Any

import pytest
from company_made_up import make_account, make_branch
from desk_made_up import employee
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from meterline.customers.models import Account, Branch
from meterline.desk import urls as desk_urls
from meterline.payments.models import Payment
from meterline.readings.models import Reading, Receipt
from meterline.staff import urls as staff_urls
from meterline.staff.models import AuditEntry, Deed
from meterline.staff.permissions import GRANTS, Action, Reach, Role

OPEN = {"sign-in", "sign-in-code", "sign-in-enrol", "sign-out", "password-set"}
"""Pages of those who are not signed in yet."""

EVERYBODYS = {"home", "password", "recovery-codes"}
"""Pages about the employee himself."""

OF_A_BRANCH = {
    *("account", "enter", "payment", "replace", "control", "reading", "correct", "cancel"),
    *("receipt", "paid"),
}
"""Pages about one branch's customer."""

PAGES: list[tuple[str, URLPattern]] = [
    (module.app_name, pattern)
    for module in (desk_urls, staff_urls)
    for pattern in module.urlpatterns
]


def page_name(page: tuple[str, URLPattern]) -> str:
    return f"{page[0]}:{page[1].name}"


def action_of(pattern: URLPattern) -> Action | None:
    return getattr(pattern.callback, "action", None)


class Place:
    """A customer of a branch with a receipt, a payment, and an employee without roles."""

    def __init__(self, branch: Branch, number: str) -> None:
        self.account: Account = make_account(number, {"single": [10_000, 10_100]}, branch=branch)
        self.receipt = Receipt.objects.create(account=self.account, issued_at=timezone.now())
        self.reading: Reading = Reading.objects.filter(
            register__meter__account=self.account
        ).first()
        Reading.objects.create(
            register=self.reading.register,
            value=10_200,
            source="clerk",
            received_at=timezone.now(),
            period="2026-10-01",
            counted_for="2026-10-01",
            receipt=self.receipt,
        )
        self.payment = Payment.objects.create(
            account=self.account,
            amount=10,
            source="desk",
            payment_id=number,
            paid_at=timezone.now(),
            received_at=timezone.now(),
        )
        self.somebody = User.objects.create_user(f"new-{number}")
        self.role = self.somebody.roles.create(role=Role.REVIEWER, branch=branch)

    def address(self, page: tuple[str, URLPattern]) -> str:
        """The page's address about what is in this place."""
        number, person = {"number": self.account.number}, {"pk": self.somebody.pk}
        meter = {**number, "pk": self.account.meters.get().pk}
        reading = {"pk": self.reading.pk}
        known: dict[str, dict[str, Any]] = {
            **dict.fromkeys(("account", "enter", "payment"), number),
            **dict.fromkeys(("replace", "control"), meter),
            **dict.fromkeys(("reading", "correct", "cancel"), reading),
            **dict.fromkeys(("employee", "add-role", "new-password", "drop-factor"), person),
            **dict.fromkeys(("dismiss", "take-back"), person),
            "receipt": {"number": self.receipt.number},
            "paid": {"pk": self.payment.pk},
            "remove-role": {**person, "role": self.role.pk},
            "password-set": {"uidb64": "x", "token": "x"},
        }
        return reverse(page_name(page), kwargs=known.get(str(page[1].name), {}))


def ask(client: Client, address: str) -> Any:
    """The page, or what it answers to an empty form where it takes forms alone."""
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


def test_every_page_names_the_action_that_it_needs() -> None:
    without = {pattern.name for _, pattern in PAGES if action_of(pattern) is None}
    assert without == OPEN | EVERYBODYS
    assert get_resolver().namespace_dict.keys() >= {"desk", "staff"}


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_nobody_gets_in_without_signing_in(
    db: None, client: Client, page: tuple[str, URLPattern]
) -> None:
    place = Place(make_branch(), "100000001")
    answer = ask(client, place.address(page))
    if page[1].name in OPEN:
        assert answer.status_code in {200, 302}
    else:
        assert answer["Location"].startswith("/staff/sign-in/?next=")


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_table_says_in_its_branch_and_in_others(
    db: None, client: Client, role: Role
) -> None:
    own, other = make_branch("khakassia"), make_branch("tyva")
    user = employee("ivanova", role, own)
    here, there = Place(own, "100000001"), Place(other, "200000001")
    client.force_login(user)
    for page in PAGES:
        action = action_of(page[1])
        if action is None:
            continue
        reach = GRANTS[action].get(role)
        answers = [ask(client, place.address(page)).status_code for place in (here, there)]
        assert (answers[0] == 403) is (reach is None), page_name(page)
        if page[1].name in OF_A_BRANCH:
            assert (answers[1] == 403) is (reach is not Reach.ALL), page_name(page)


def test_a_superuser_gets_everywhere(db: None, client: Client) -> None:
    client.force_login(User.objects.create_superuser("demo"))
    place = Place(make_branch(), "100000001")
    for page in PAGES:
        if page[1].name not in OPEN:
            assert ask(client, place.address(page)).status_code in {200, 302}, page_name(page)


def test_an_operator_reads_another_branchs_customer_and_stores_nothing(
    db: None, client: Client
) -> None:
    there = Place(make_branch("tyva"), "200000001")
    client.force_login(employee("ivanova", Role.OPERATOR, make_branch("khakassia")))
    page = client.get("/desk/accounts/200000001/").content.decode()
    assert "Только просмотр" in page
    assert "/desk/accounts/200000001/readings/" not in page
    register = there.reading.register_id
    answer = client.post("/desk/accounts/200000001/readings/", {f"v{register}": "10300"})
    assert answer.status_code == 403
    assert "в филиале «Филиал tyva»: вносить показания" in answer.content.decode()
    assert not Reading.objects.filter(value=10_300).exists()
    refused = AuditEntry.objects.get(action=Deed.DENIED)
    assert (refused.who, refused.details) == (
        "ivanova",
        {"страница": "/desk/accounts/200000001/readings/"},
    )


def test_money_is_shown_to_those_alone_who_may_see_it(db: None, client: Client) -> None:
    branch = make_branch()
    Place(branch, "100000001")
    for login, role, shown in (("a", Role.CLERK, True), ("b", Role.REVIEWER, False)):
        client.force_login(employee(login, role, branch))
        page = client.get("/desk/accounts/100000001/").content.decode()
        assert ("Долг и оплата" in page) is shown


def test_the_audit_log_is_read_by_branch(db: None, client: Client) -> None:
    own, other = make_branch("khakassia"), make_branch("tyva")
    for branch, who in ((own, "здешний"), (other, "тамошний"), (None, "ничей")):
        AuditEntry.objects.create(
            at=timezone.now(), who=who, action=Action.REVIEW, subject="x", branch=branch
        )
    client.force_login(employee("one", Role.AUDITOR, own))
    page = client.get("/staff/audit/").content.decode()
    assert ("здешний" in page, "тамошний" in page, "ничей" in page) == (True, False, False)
    client.force_login(employee("all", Role.AUDITOR))
    page = client.get("/staff/audit/").content.decode()
    assert ("здешний" in page, "тамошний" in page, "ничей" in page) == (True, True, True)
