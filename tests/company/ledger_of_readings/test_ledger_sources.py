"""Values of every source: duplicates, corrections, and whose value holds."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations, product

import pytest
from company_made_up import AT, given, make_account
from ledger_made_up import DECEMBER, NOVEMBER, from_source, holds, moment

from meterline.customers.models import Account, Meter, Register
from meterline.readings.models import OWN, Reading, Receipt, Repeat, Source
from meterline.readings.selectors import account_card
from meterline.readings.services import check_account_values, submit_reading
from meterline.readings.submission import (
    ComputedIsNoReading,
    Implausible,
    MeterIsAutomatic,
)

TAKEN = [one.value for one in Source if one is not Source.COMPUTED]
CONSUMERS = [one for one in TAKEN if one not in OWN]


@pytest.mark.parametrize("source", TAKEN)
def test_each_source_is_kept_with_author_evidence_and_time(single: Account, source: str) -> None:
    about = {"evidence": f"proof of {source}"}
    submit_reading(from_source(single, source, 10_300, **about))
    row = Reading.objects.get(value=10_300)
    assert (row.source, row.author) == (source, f"author of {source}")
    assert (row.evidence, row.received_at) == (f"proof of {source}", AT)
    assert (row.period, row.counted_for) == (NOVEMBER, NOVEMBER)


def test_a_computed_value_is_no_reading(single: Account) -> None:
    with pytest.raises(ComputedIsNoReading, match="Расчётное"):
        submit_reading(from_source(single, "computed", 10_300))
    assert Receipt.objects.count() == 0


def test_a_computed_value_in_a_history_is_never_taken_for_one_that_was_read(
    single: Account,
) -> None:
    register = Register.objects.get()
    Reading.objects.create(
        register=register,
        value=10_260,
        source=Source.COMPUTED,
        received_at=AT,
        period=NOVEMBER,
        counted_for=NOVEMBER,
    )
    assert holds(single) is None
    assert not Reading.objects.filter(value=10_260).accepted()
    card = account_card(single.number, moment("2026-12-21T12:00:00+07:00"))
    assert card is not None
    assert card.meters[0].registers[0].last == 10_200
    submit_reading(given(single, single=10_260))
    assert holds(single) == 10_260


@pytest.mark.parametrize(("first", "second"), list(product(TAKEN, TAKEN)))
def test_the_same_value_from_any_two_sources_is_one_with_both_evidences(
    single: Account, first: str, second: str
) -> None:
    one = submit_reading(from_source(single, first, 10_300, evidence="first"))
    two = submit_reading(from_source(single, second, 10_300, hours=1, evidence="second"))
    assert (two.number, two.duplicate) == (one.number, True)
    row = Reading.objects.get(value=10_300)
    again = Repeat.objects.get()
    assert (row.source, row.evidence) == (first, "first")
    assert (again.source, again.evidence, again.reading) == (second, "second", row)
    assert again.author == f"author of {second}"
    assert holds(single) == 10_300


@pytest.mark.parametrize(
    ("first", "second"), list(zip(CONSUMERS, CONSUMERS[1:] + CONSUMERS[:1], strict=True))
)
def test_another_value_of_the_consumer_is_a_correction_through_whatever_channel(
    single: Account, first: str, second: str
) -> None:
    submit_reading(from_source(single, first, 10_300))
    submit_reading(from_source(single, second, 10_290, hours=1))
    corrected = Reading.objects.get(value=10_290).corrects
    assert corrected == Reading.objects.get(value=10_300)
    assert holds(single) == 10_290


@pytest.mark.parametrize(
    ("given_", "value", "corrects"),
    [
        # One after the other: source and value; which value holds; which one the last corrects.
        ([("web", 10_300), ("control", 10_280)], 10_280, None),
        ([("web", 10_300), ("control", 10_320)], 10_320, None),
        ([("control", 10_280), ("web", 10_300)], 10_300, None),
        ([("control", 10_280), ("control", 10_285)], 10_285, 10_280),
        ([("web", 10_300), ("control", 10_280), ("phone", 10_290)], 10_290, 10_300),
        ([("web", 10_300), ("control", 10_280), ("phone", 10_280)], 10_280, None),
        ([("web", 10_300), ("smart", 10_305)], 10_305, None),
        ([("smart", 10_305), ("control", 10_310)], 10_305, None),
        ([("smart", 10_305), ("web", 10_310)], 10_305, None),
        ([("smart", 10_305), ("smart", 10_311)], 10_311, 10_305),
        ([("web", 10_300), ("web", 10_290), ("web", 10_300)], 10_300, 10_290),
    ],
)
def test_which_of_several_values_holds(
    single: Account, given_: list[tuple[str, int]], value: int, corrects: int | None
) -> None:
    for hours, (source, said) in enumerate(given_):
        submit_reading(from_source(single, source, said, hours=hours))
    assert holds(single) == value
    last = Reading.objects.order_by("id").last()
    assert last is not None
    assert (last.corrects.value if last.corrects else None) == corrects


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_holds_does_not_depend_on_the_order_of_arrival(
    single: Account, order: tuple[int, ...]
) -> None:
    said = [("web", 10_280), ("control", 10_300), ("phone", 10_310)]
    for place in order:
        source, value = said[place]
        late = from_source(single, source, value, hours=place)
        submit_reading(replace(late, insisted=True))
    first_of_control = order.index(1) < order.index(0)
    held_for_review = Reading.objects.filter(value=10_280, status="under_review").exists()
    assert (holds(single), held_for_review) == (10_310, first_of_control)


@pytest.mark.parametrize(
    ("seen", "said", "fine"),
    [
        (10_300, 10_299, False),
        (10_300, 10_300, True),
        (10_300, 10_301, True),
        (10_300, 10_200, False),
    ],
)
@pytest.mark.parametrize("confirmed", [False, True])
def test_less_than_a_controller_saw_is_not_believed(
    single: Account, seen: int, said: int, fine: bool, confirmed: bool
) -> None:
    if confirmed:  # what the consumer had said, the controller found so
        submit_reading(from_source(single, "web", seen, hours=-1))
    submit_reading(from_source(single, "control", seen))
    submission = from_source(single, "web", said, hours=1)
    if fine:
        submit_reading(submission)
        assert holds(single) == said
        return
    with pytest.raises(Implausible) as refused:
        submit_reading(submission)
    assert [one.finding.value for one in refused.value.checked] == ["lower"]
    assert submit_reading(replace(submission, insisted=True)).under_review
    assert holds(single) == seen


def test_what_a_controller_saw_before_the_register_went_through_zero(db: None) -> None:
    account = make_account("100000009", {"single": [99_700, 99_800, 99_900]})
    submit_reading(from_source(account, "control", 99_950))
    assert submit_reading(from_source(account, "web", 20, hours=1)).consumption == 120
    with pytest.raises(Implausible):
        submit_reading(from_source(account, "web", 99_940, hours=2))


@pytest.mark.parametrize("source", TAKEN)
def test_an_automatic_meter_takes_no_value_but_its_own_and_a_controllers(
    single: Account, source: str
) -> None:
    Meter.objects.update(automatic=True)
    submission = from_source(single, source, 10_300)
    if source in OWN:
        assert not submit_reading(submission).duplicate
        return
    for refused in (
        lambda: submit_reading(submission),
        lambda: submit_reading(replace(submission, insisted=True)),
        lambda: check_account_values(single.number, submission.values, AT, source),
    ):
        with pytest.raises(MeterIsAutomatic, match="передаёт сам счётчик"):
            refused()
    assert (Reading.objects.filter(counted_for=NOVEMBER).count(), Repeat.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("source", "counted_for", "late"),
    [("web", DECEMBER, True), ("control", NOVEMBER, False), ("smart", NOVEMBER, False)],
)
def test_the_window_is_the_consumers_not_the_companys_own(
    single: Account, source: str, counted_for: object, late: bool
) -> None:
    last_second = moment("2026-11-30T23:59:59+07:00")
    submission = replace(from_source(single, source, 10_300), received_at=last_second)
    assert submit_reading(submission).late is late
    assert Reading.objects.get(value=10_300).counted_for == counted_for
    after = replace(submission, received_at=last_second + timedelta(seconds=1))
    submit_reading(replace(after, values=given(single, single=10_400).values))
    assert Reading.objects.get(value=10_400).counted_for == DECEMBER


def test_the_same_key_of_two_channels_is_two_submissions(single: Account) -> None:
    submit_reading(from_source(single, "web", 10_300, key="17"))
    submit_reading(from_source(single, "web", 10_300, key="17"))
    assert (Receipt.objects.count(), Repeat.objects.count()) == (1, 0)
    submit_reading(from_source(single, "registry", 10_300, key="17"))
    assert (Receipt.objects.count(), Repeat.objects.count()) == (2, 1)
