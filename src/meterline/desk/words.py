"""What the checks found, as a clerk reads it beside the field."""

from meterline.readings.checks import Checked, Finding

WORDS: dict[Finding, str] = {
    Finding.LOWER: "Меньше прежнего: было {last}.",
    Finding.TOO_HIGH: "Слишком много: {consumption} кВт·ч, прежнее показание {last}.",
    Finding.COMMA: "Похоже на цифру после запятой: без неё {proposal}.",
    Finding.SWAPPED: "Похоже, зоны переставлены: здесь {proposal}.",
    Finding.TOO_MANY_DIGITS: "Столько цифр этот счётчик не показывает.",
}
"""Findings that a person is asked about; the others are stored without a question."""


def problem_of(checked: Checked) -> str:
    """A sentence, empty where nothing is wrong."""
    return WORDS.get(checked.finding, "").format(
        last=checked.last, consumption=checked.consumption, proposal=checked.proposal
    )
