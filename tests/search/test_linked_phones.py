"""A phone linked to several accounts: last digits, a name or the values tell which is meant."""

import pytest
from customers_heard import base, person, single
from hypothesis import given
from hypothesis import strategies as st
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.linked import MOST_BY_NAME, by_name
from meterline.ears.narrowing import ENDINGS, with_endings
from meterline.ears.understanding import Understander
from meterline.language.turn import (
    Asked,
    Candidate,
    Completeness,
    Decision,
    Expectation,
    Understanding,
)

FLAT = person("700100205011", "Симонов Фирс Эдгарович", single("11", 165000))
DACHA = person("700100347022", "Петухова Анна Ильинична", single("22", 4200))
GARAGE = person("700100995011", "Симонов Фирс Эдгарович", single("33", 88000, 5))
NEW = person("700100777044", "Ооржак Шолбан Валерьевич", single("44", 500, 5))
VALUE = "сто шестьдесят пять тысяч двести"


@pytest.fixture(scope="module")
def linked() -> Understander:
    everybody = [base().candidate(i) for i in range(len(base()))]
    return Understander(CustomerBase.build([*everybody, FLAT, DACHA, GARAGE]))


def heard(
    understander: Understander, asked: Asked, said: str, *candidates: Candidate
) -> Understanding:
    return understander.understand(letters_of(said), 0.04, Expectation(asked, candidates))


def fits(heard: Understanding, expected: str) -> bool:
    """«05011»: usable; «05011 confirm»: only to be asked about; «none»: not usable."""
    slot = heard.account
    if slot is None or not slot.decision.usable:
        return expected == "none"
    known = slot.value.endswith(expected.split(maxsplit=1)[0])
    return known and not (expected.endswith("confirm") and slot.decision is Decision.SURE)


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("last_digits", "пять ноль один один", "05011"),
        ("last_digits", "пятьдесят одиннадцать", "05011"),
        ("last_digits", "семь ноль двадцать два", "47022"),
        ("last_digits", "последние цифры семь ноль два два", "47022"),
        ("last_digits", "ноль двадцать два", "47022"),
        ("last_digits", "сорок семь ноль двадцать два", "47022"),
        ("last_digits", "девять девять девять девять", "none"),
        ("last_digits", "семь ноль два", "none"),
        ("last_digits", "семь ноль ноль один ноль ноль три четыре семь ноль два два", "47022"),
        ("account", "семь ноль двадцать два", "47022"),
        ("one_breath", "семь ноль двадцать два показания четыре тысячи триста", "47022"),
        ("one_breath", f"лицевой счёт семь ноль двадцать два показания {VALUE}", "47022"),
        ("one_breath", f"петухова показания {VALUE}", "05011 confirm"),
        ("one_breath", "петухова показания четыре тысячи триста", "47022"),
        ("one_breath", f"симонов показания {VALUE}", "05011"),
        ("one_breath", f"показания {VALUE}", "05011 confirm"),
        ("one_breath", "показания четыре тысячи триста двадцать", "47022 confirm"),
        ("one_breath", "показания семь", "none"),
        ("name", "петухова", "47022 confirm"),
        ("name", "симонов фирс", "05011 confirm"),
        ("name", "гагарин", "none"),
        (
            "one_breath",
            f"семь два два восемь один восемь шесть шесть два ноль один один показания {VALUE}",
            "62011",
        ),
    ],
)
def test_which_of_two_accounts(linked: Understander, asked: str, said: str, expected: str) -> None:
    assert fits(heard(linked, Asked(asked), said, FLAT, DACHA), expected)


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("last_digits", "пять ноль один один", "none"),
        ("last_digits", "ноль пять ноль один один", "05011"),
        ("last_digits", "девяносто пять ноль один один", "95011"),
        ("name", "симонов", "none"),
        ("one_breath", f"симонов показания {VALUE}", "05011 confirm"),
        ("one_breath", "симонов показания восемьдесят восемь тысяч двести", "95011 confirm"),
    ],
)
def test_accounts_of_one_man_that_end_alike(
    linked: Understander, asked: str, said: str, expected: str
) -> None:
    assert fits(heard(linked, Asked(asked), said, FLAT, GARAGE), expected)


def test_the_last_digits_end_the_turn(linked: Understander) -> None:
    result = heard(linked, Asked.LAST_DIGITS, "семь ноль два два", FLAT, DACHA)
    assert result.completeness is Completeness.COMPLETE
    assert result.readings == ()


def test_an_account_that_the_base_does_not_have_yet_breaks_nothing(linked: Understander) -> None:
    result = heard(linked, Asked.LAST_DIGITS, "семь ноль два два", NEW, DACHA)
    assert fits(result, "47022")
    unknown = heard(linked, Asked.LAST_DIGITS, "семь ноль четыре четыре", NEW, DACHA)
    assert unknown.account is None or unknown.account.decision is not Decision.SURE


@given(
    scores=st.dictionaries(st.text("0123", min_size=1), st.floats(-9, 0), max_size=4),
    agrees=st.floats(-3, 0),
)
def test_a_name_speaks_within_bounds(scores: dict[str, float], agrees: float) -> None:
    names = by_name(scores, agrees)
    if not scores or max(scores.values()) < agrees:
        assert names == {}
    else:
        assert names.keys() == scores.keys()
        assert max(names.values()) == 0
        assert min(names.values()) >= -MOST_BY_NAME


ACCOUNTS = st.lists(st.text("0123456789", min_size=4, max_size=12), unique=True, min_size=2)


@given(accounts=ACCOUNTS, data=st.data())
def test_endings_stand_beside_the_whole_base(accounts: list[str], data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(accounts), unique=True, max_size=3))
    base = CustomerBase.build(Candidate(a, "", False, ()) for a in accounts)
    found = with_endings(base.keys, [*some, "99999999999999"])
    told = sorted(
        (int(key), base.account(int(at)))
        for key, at in ((k, found.place(i)) for i, k in enumerate(found.keys))
    )
    whole = [(int(key), base.account(i)) for i, key in enumerate(base.keys)]
    ends = [
        (int(CustomerBase.build([Candidate(a[-n:], "", False, ())]).keys[0]), a)
        for a in some
        for n in ENDINGS
        if n < len(a)
    ]
    assert told == sorted([*whole, *ends])
    assert [int(key) for key in found.keys] == sorted(int(key) for key in found.keys)
