"""Any number, however it is grouped, comes back from perfectly heard letters."""

from customers_heard import NEW_METER, single
from hypothesis import given, settings
from hypothesis import strategies as st
from spoken_letters import group, letters_of, whole

from meterline.ears.base import CustomerBase
from meterline.ears.understanding import Understander
from meterline.language.turn import Asked, Candidate, Decision, Expectation

SETTINGS = settings(max_examples=40, deadline=None)


@given(value=st.integers(min_value=20, max_value=99999))
@SETTINGS
def test_a_value_said_as_a_whole_number(understander: Understander, value: int) -> None:
    heard = understander.understand(
        letters_of(f"показания {whole(value)}"), 0.04, Expectation(Asked.READING, (NEW_METER,))
    )
    assert [int(r.slot.value) for r in heard.readings] == [value]


@given(digits=st.text("0123456789", min_size=4, max_size=5))
@SETTINGS
def test_a_value_said_digit_by_digit(understander: Understander, digits: str) -> None:
    text = " ".join(group(d) for d in digits)
    heard = understander.understand(
        letters_of(text), 0.04, Expectation(Asked.READING_BY_DIGIT, (NEW_METER,))
    )
    assert [r.slot.value for r in heard.readings] == [digits]


@st.composite
def grouped_accounts(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An account and the groups of one to three digits in which it is said."""
    groups = draw(
        st.lists(st.text("0123456789", min_size=1, max_size=3), min_size=3, max_size=6).filter(
            lambda parts: 7 <= sum(map(len, parts)) <= 12
        )
    )
    return "".join(groups), groups


@given(said=grouped_accounts())
@SETTINGS
def test_an_account_in_any_groups_is_found_in_the_base(said: tuple[str, list[str]]) -> None:
    account, groups = said
    other = account[:-1] + str((int(account[-1]) + 5) % 10)
    people = [
        Candidate(number, "Иванов Иван Иванович", False, (single("1", 10),))
        for number in (account, other)
    ]
    text = "лицевой счёт " + " ".join(group(g) for g in groups)
    heard = Understander(CustomerBase.build(people)).understand(
        letters_of(text), 0.04, Expectation(Asked.ACCOUNT)
    )
    assert heard.account is not None
    assert heard.account.value == account
    assert heard.account.decision is not Decision.ASK
