"""The page of figures: for whom it is, what it counts, where its figures lead."""

import re
from datetime import timedelta
from html import unescape

import pytest
from company_made_up import make_branch
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quality_made_up import TODAY, make_summary, signed_in, text

from meterline.customers.models import Branch
from meterline.quality.charts import nice
from meterline.quality.models import CallSummary, Confusion
from meterline.staff.permissions import Role

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a href="(/quality/calls/\?[^"]*)" title="звонков: (\d+)">')
COUNT = re.compile(r"Звонков: (\d+)")


def listed(client: Client, address: str) -> int:
    """How many calls a list has."""
    found = COUNT.search(text(client.get(unescape(address))))
    assert found, address
    return int(found[1])


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.SUPERVISOR, 200),
        (Role.AUDITOR, 200),
        (Role.OPERATOR, 403),
        (Role.CLERK, 403),
    ],
)
def test_quality_is_for_those_who_may_see_it(branch: Branch, role: Role, status: int) -> None:
    client = signed_in(role, branch)
    for address in ("/quality/", "/quality/calls/", "/quality/complaints/"):
        assert Client().get(address).status_code == 302
        assert client.get(address).status_code == status


def test_an_auditor_of_a_branch_counts_its_calls_only(branch: Branch) -> None:
    other = make_branch("tyva")
    for one in (branch, other, other, None):
        make_summary(one)
    own, every = signed_in(Role.AUDITOR, branch), signed_in(Role.SUPERVISOR, branch)
    assert (listed(own, "/quality/calls/"), listed(every, "/quality/calls/")) == (1, 4)
    assert "Филиал tyva" not in text(own.get("/quality/"))
    assert listed(every, f"/quality/calls/?since={TODAY}&until={TODAY}&branch=0") == 1
    foreign = f"/quality/calls/?since={TODAY}&until={TODAY}&branch={other.pk}"
    assert own.get(foreign).status_code == 404


def test_the_figures_by_hand(branch: Branch) -> None:
    make_summary(branch, seconds=50, delay_median=40, delay_most=60)
    make_summary(branch, seconds=70, delay_median=60, delay_most=140, verdict="right")
    make_summary(branch, seconds=90, outcome="person", reached=1, verdict="wrong")
    make_summary(branch, seconds=30, outcome="left", reached=1, stage="account", delay_most=None)
    shown = text(signed_in(Role.SUPERVISOR).get("/quality/"))
    figures = dict(re.findall(r"<dt>(.*?)</dt> <dd>(.*?)</dd>", shown))
    told = {name: re.sub(r"<.*?>", "", figure).strip() for name, figure in figures.items()}
    assert told["Звонков"] == "4"
    assert told["Без сотрудника"] == "50,0 %"
    assert told["Сотруднику"] == told["Ничего"] == "25,0 %"
    assert told["Секунд на звонок"] == "60"
    assert told["Ждали &gt; 1 с"] == "33,3 %"
    assert told["Верно после проверки"] == "50,0 %"
    assert "вопрос о счёте" in shown


def test_a_period_without_calls_and_one_that_ends_before_it_begins(branch: Branch) -> None:
    client = signed_in(Role.SUPERVISOR)
    assert "сведённых звонков нет" in text(client.get("/quality/"))
    shown = text(client.get("/quality/?since=2026-11-20&until=2026-11-10"))
    assert "Конец периода раньше начала" in shown
    for wrong in ("only=nothing", "since=x", "branch=999999", "phone=fax"):
        assert client.get(f"/quality/calls/?{wrong}").status_code == 404


def test_words_lead_to_the_calls_in_which_they_were_confused(branch: Branch) -> None:
    rows = [make_summary(branch) for _ in range(3)]
    for row in (rows[0], rows[0], rows[1]):
        Confusion.objects.create(summary=row, heard="двенадцать", said="двести")
    client = signed_in(Role.SUPERVISOR)
    shown = client.get("/quality/").content.decode()
    found = [link for link in LINK.findall(shown) if "said=" in link[0]]
    assert [int(count) for _, count in found] == [2]
    assert listed(client, found[0][0]) == 2


SUMMARIES = st.lists(
    st.fixed_dictionaries(
        {
            "ago": st.integers(0, 3),
            "of": st.sampled_from([0, 1, None]),
            "phone": st.sampled_from(CallSummary.Phone.values),
            "version": st.sampled_from(["", "0.7.1", "0.8.0"]),
            "outcome": st.sampled_from(CallSummary.Outcome.values),
            "reached": st.integers(0, 5),
            "stage": st.sampled_from(["", "account", "reading", "ended"]),
            "account_again": st.integers(0, 2),
            "reading_again": st.integers(0, 2),
            "name_again": st.integers(0, 2),
            "delay_most": st.sampled_from([None, 90, 100, 101]),
            "verdict": st.sampled_from(CallSummary.Verdict.values),
        }
    ),
    min_size=1,
    max_size=8,
)


@given(made=SUMMARIES)
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_figure_leads_to_exactly_its_calls(
    branch: Branch, made: list[dict[str, object]]
) -> None:
    CallSummary.objects.all().delete()
    branches = (branch, make_branch("tyva"))
    for one in made:
        fields = dict(one)
        of, ago = fields.pop("of"), fields.pop("ago")
        day = TODAY - timedelta(days=int(str(ago)))
        make_summary(branches[int(str(of))] if of is not None else None, day, **fields)
    client = Client()
    client.force_login(_supervisor())
    shown = client.get("/quality/").content.decode()
    links = set(LINK.findall(shown))
    assert links
    assert {link: listed(client, link) for link, _ in links} == {
        link: int(count) for link, count in links
    }


def _supervisor() -> User:
    user, _ = User.objects.get_or_create(username="chief", defaults={"is_superuser": True})
    return user


def test_a_period_is_a_quarter_at_most(branch: Branch) -> None:
    make_summary(branch, TODAY - timedelta(days=91))
    client = signed_in(Role.SUPERVISOR)
    quarter = f"since={TODAY - timedelta(days=91)}&until={TODAY}"
    assert listed(client, f"/quality/calls/?{quarter}") == 1
    longer = f"since={TODAY - timedelta(days=92)}&until={TODAY}"
    assert "не может быть длиннее" in text(client.get(f"/quality/?{longer}"))
    assert client.get(f"/quality/calls/?{longer}").status_code == 404


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (0.3, 0.5), (1, 1), (61, 100), (23, 25), (101, 200)]
)
def test_a_scale_ends_at_a_round_number(value: float, top: float) -> None:
    assert nice(value) == pytest.approx(top)
