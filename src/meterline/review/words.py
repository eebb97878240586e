"""What the reviewer reads."""

from meterline.readings.checks import Checked, Finding

WORDS: dict[Finding, str] = {
    Finding.LOWER: "Меньше прежнего: было {last}.",
    Finding.TOO_HIGH: "Слишком много: расход {consumption} кВт·ч, прежнее показание {last}.",
    Finding.COMMA: "Похоже на цифру после запятой: без неё {proposal}.",
    Finding.SWAPPED: "Похоже, зоны переставлены: здесь {proposal}.",
    Finding.TOO_MANY_DIGITS: "Столько цифр этот счётчик не показывает.",
}

FINE = "С прежними показаниями теперь согласуется."
UNSURE = "Распознано неуверенно: {probability}."

REJECTED_FOR = (
    "показание ошибочно",
    "не с этого счётчика",
    "абонент не подтвердил",
    "речь неразборчива",
    "не о показаниях",
    "повтор",
)
"""Why something is rejected; a note may say more."""


def problem_of(checked: Checked) -> str:
    """A sentence, empty where nothing is wrong."""
    return WORDS.get(checked.finding, "").format(
        last=checked.last, consumption=checked.consumption, proposal=checked.proposal
    )
