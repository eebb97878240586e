"""What a log tells, by hand; which words stand for which."""

from typing import Any

import pytest

from meterline.quality.confusing import confused
from meterline.quality.logs import Event, told_by
from meterline.quality.steps import ANSWERED, ASKED, FOUND, HEARD, READ_BACK, STORED


def said(stage: str, after: float | None = None) -> Event:
    told: dict[str, Any] = {"text": "…", "stage": stage}
    return "said", told if after is None else {**told, "after": after}


def heard(asked: str, **more: object) -> Event:
    return "heard", {"text": "…", "asked": asked, **more}


WHOLE: list[Event] = [
    ("rang", {"carrier": "sip", "version": "0.7.1"}),
    ("opened", {"linked": ["100000001"]}),
    said("dictation"),
    heard("one_breath"),
    said("account", 0.4),
    heard("account"),
    said("account", 0.61),
    heard("account_by_digit"),
    ("account_found", {"account": "100000001"}),
    said("reading", 1.25),
    heard("reading", meter="71", zones=["day"]),
    said("reading", 0.5),
    heard("reading", meter="71", zones=["night"]),
    said("reading", 0.5),
    heard("reading_by_digit", meter="71", zones=["night"]),
    ("checked", {"values": []}),
    said("read_back", 0.3),
    heard("confirm"),
    ("stored", {"number": "1"}),
    said("ended", 0.2),
    ("ended", {"outcome": "done"}),
]


def test_a_whole_call_by_hand() -> None:
    told = told_by(WHOLE)
    assert (told.version, told.stage, told.reached, told.turns) == ("0.7.1", "ended", STORED, 7)
    assert told.again == {"account": 1, "reading": 1, "name": 0}
    # 0.2 0.3 0.4 0.5 0.5 0.61 1.25
    assert (told.delay_median, told.delay_most) == (50, 125)
    assert (told.linked, told.stored, told.transferred) == (True, True, False)


@pytest.mark.parametrize(
    ("events", "reached", "stage"),
    [
        ([], ANSWERED, ""),
        ([said("menu")], ANSWERED, "menu"),
        ([said("account"), said("transfer")], ASKED, "transfer"),
        ([said("account"), said("name")], FOUND, "name"),
        ([said("reading"), said("doubt")], HEARD, "doubt"),
        ([said("read_back"), said("account")], READ_BACK, "account"),
        ([said("a stage to come")], ANSWERED, ""),
    ],
)
def test_how_far_a_call_went(events: list[Event], reached: int, stage: str) -> None:
    told = told_by(events)
    assert (told.reached, told.stage) == (reached, stage)


@pytest.mark.parametrize(
    ("turns", "again"),
    [
        ([heard("name"), heard("name"), heard("name")], {"name": 2}),
        ([heard("account"), heard("menu"), heard("account")], {}),
        ([heard("menu"), heard("menu")], {}),
        ([heard("reading", meter="1"), heard("reading", meter="2")], {}),
        ([heard("reading", meter="1"), heard("reading", meter="1")], {"reading": 1}),
    ],
)
def test_only_the_same_question_twice_running_is_a_repeat(
    turns: list[Event], again: dict[str, int]
) -> None:
    assert {name: times for name, times in told_by(turns).again.items() if times} == again


def test_a_log_without_version_or_answers_tells_none() -> None:
    told = told_by([("rang", {"carrier": "sip"}), ("ended", {"outcome": "lost"})])
    assert (told.version, told.delay_median, told.delay_most) == ("", None, None)


@pytest.mark.parametrize(
    ("we_heard", "was_said", "pairs"),
    [
        ("двести сорок пять", "двести сорок пять", []),
        ("двенадцать сорок", "двести сорок", [("двенадцать", "двести")]),
        ("Пять шесть", "пять семь", [("шесть", "семь")]),
        ("пять", "пять шесть", []),
        ("семь ноль два", "восемь ноль три", [("семь", "восемь"), ("два", "три")]),
        ("", "да", []),
    ],
)
def test_words_in_each_other_s_place(
    we_heard: str, was_said: str, pairs: list[tuple[str, str]]
) -> None:
    assert list(confused(we_heard, was_said)) == pairs
