"""The measure of letters: every shape of a letter says what its body says."""

from meterline.bench.bodies import Body
from meterline.bench.mail import SHAPES, seconds_for
from meterline.channels.text import AccountKnown, MeterKnown
from meterline.language.zones import Zone

BASE = {"a": AccountKnown("100000001", (MeterKnown("7100000001", (Zone.SINGLE,)),))}


def body(text: str) -> Body:
    return Body(text, "Показания", (), "values", frozenset())


def test_no_shape_of_a_letter_changes_what_it_says() -> None:
    bodies = [body(f"Счёт 100000001\nпоказание 1030{n} ☺\n") for n in range(2 * len(SHAPES))]
    figures = seconds_for(bodies, BASE, 20)
    assert (figures["letters"], figures["set"]) == (20, len(bodies))
    assert figures["changed by the letter"] == 0


def test_a_letter_that_is_taken_for_a_machines_counts_as_changed() -> None:
    lost = Body("100000001 10300", "Автоматический ответ: показания", (), "values", frozenset())
    assert seconds_for([lost], BASE, 1)["changed by the letter"] == 1
