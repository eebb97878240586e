"""What a caller reads in the live log."""

from dataclasses import fields
from typing import Any

import pytest

from meterline.console.wording import COMMANDS, DECISIONS, FINDINGS, OUTCOMES, ZONES, entry
from meterline.dialogue.facts import Finding, Receipt
from meterline.language.turn import Command, Decision
from meterline.language.zones import Zone

SURE = {"value": "426002592", "probability": 0.984, "decision": "sure"}
DOUBT = {"value": "2290", "probability": 0.61, "decision": "confirm", "zone": "night"}
RECEIPT = {"number": "104227", "consumption": 260, "late": False, "under_review": False}


@pytest.mark.parametrize(
    ("kind", "data", "who", "text"),
    [
        ("rang", {"carrier": "browser"}, "line", "Робот снимает трубку"),
        ("said", {"text": "Здравствуйте!"}, "robot", "Здравствуйте!"),
        ("key", {"key": "7"}, "caller", "Клавиша 7"),
        ("heard", {"text": "двести"}, "caller", "двести"),
        ("heard", {"text": ""}, "caller", "…"),
        ("speech_began", {"unsaid": 2.66}, "line", "Вы заговорили — робот замолчал"),
        ("account_found", {"account": "426002592"}, "company", "Лицевой счёт …2592 найден"),
        ("account_unknown", {"account": "426002592"}, "company", "Лицевой счёт …2592 не найден"),
        ("refused", {"refusal": "closed"}, "company", "Показания не приняты: лицевой счёт закрыт"),
        ("part_failed", {"part": "ears"}, "line", "Распознавание речи сейчас не отвечает"),
        ("transferred", {}, "line", "Соединяем с оператором"),
        ("ended", {"outcome": "caller_left"}, "line", "Вы положили трубку"),
        ("ended", {"outcome": "done"}, "line", "Звонок завершён"),
    ],
)
def test_events_in_words(kind: str, data: dict[str, Any], who: str, text: str) -> None:
    shown = entry(kind, data)
    assert shown is not None
    assert (shown.who, shown.text) == (who, text)


@pytest.mark.parametrize(
    ("kind", "data"),
    [("speech_began", {"unsaid": 0.0}), ("operator_form", {"name": "secret"}), ("", {})],
)
def test_other_events_are_not_shown(kind: str, data: dict[str, Any]) -> None:
    assert entry(kind, data) is None


def test_values_heard_are_shown_with_their_probability() -> None:
    name = {"letters": "потапова", "agrees": True, "score": 0.9}
    shown = entry("heard", {"text": "…", "account": SURE, "name": name, "readings": [DOUBT]})
    assert shown is not None
    assert [(s.label, s.value, s.probability, s.decision, s.sure) for s in shown.slots] == [
        ("лицевой счёт", "426002592", 98, "уверенно", True),
        ("имя", "потапова", None, "совпадает со счётом", True),
        ("ночь", "2290", 61, "переспросит", False),
    ]


@pytest.mark.parametrize(("answer", "word"), [(True, "да"), (False, "нет")])
def test_answer_is_shown(answer: bool, word: str) -> None:
    shown = entry("heard", {"text": word, "answer": answer, "answer_probability": 0.997})
    assert shown is not None
    assert [(s.value, s.probability) for s in shown.slots] == [(word, 100)]


@pytest.mark.parametrize(
    ("agrees", "verdict", "sure"),
    [(None, "", True), (False, "не совпадает со счётом", False)],
)
def test_name_that_was_not_confirmed(agrees: bool | None, verdict: str, sure: bool) -> None:
    shown = entry("heard", {"text": "", "name": {"letters": "иванов", "agrees": agrees}})
    assert shown is not None
    assert [(s.decision, s.sure) for s in shown.slots] == [(verdict, sure)]


def test_checked_values_are_shown_with_the_finding() -> None:
    values = [
        {"serial": "1", "zone": "day", "value": 12525, "finding": "fine"},
        {"serial": "1", "zone": "night", "value": 10, "finding": "lower"},
    ]
    shown = entry("checked", {"values": values})
    assert shown is not None
    assert shown.text == "Проверка: день 12525 — правдоподобно; ночь 10 — меньше прошлого"


@pytest.mark.parametrize(
    ("marks", "notes"),
    [
        ({}, ("расход 260 кВт·ч",)),
        ({"late": True}, ("расход 260 кВт·ч", "передано после срока")),
        ({"under_review": True, "consumption": None}, ("проверит сотрудник",)),
        ({"duplicate": True, "consumption": 0}, ("расход 0 кВт·ч", "уже было передано")),
    ],
)
def test_stored_reading_is_shown_with_its_receipt(marks: dict[str, Any], notes: tuple[str]) -> None:
    shown = entry("stored", RECEIPT | marks)
    assert shown is not None
    assert (shown.receipt, shown.notes) == ("104227", notes)


def test_every_value_that_the_robot_can_log_has_its_word() -> None:
    assert set(ZONES) == set(Zone)
    assert set(COMMANDS) == set(Command)
    assert set(DECISIONS) == set(Decision)
    assert set(FINDINGS) == set(Finding)
    from meterline.calls import models  # noqa: PLC0415

    assert set(OUTCOMES) == {name for name, _ in models.OUTCOMES}
    assert {"number", "consumption"} <= {field.name for field in fields(Receipt)}


@pytest.mark.parametrize(
    "kind", ["heard", "checked", "stored", "refused", "part_failed", "said", "ended"]
)
def test_events_without_data_do_not_break_the_log(kind: str) -> None:
    assert entry(kind, {}) is not None
