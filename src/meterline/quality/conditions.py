"""Which calls a figure counts: the page's sums and the lists behind them ask the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from meterline.quality.models import CallSummary
from meterline.quality.steps import STAGES, STEPS

SLOW = 100
"""Hundredths of a second: who waits longer for an answer wonders whether he was heard."""

_Outcome, _Verdict = CallSummary.Outcome, CallSummary.Verdict


@dataclass(frozen=True)
class Counted:
    """Calls that have something in common. `name` is a Russian heading of their list."""

    name: str
    calls: Q


FIGURES: Mapping[str, Counted] = {
    "calls": Counted("Все звонки", Q()),
    "done": Counted("Сделано без сотрудника", Q(outcome=_Outcome.DONE)),
    "person": Counted("Передано сотруднику", Q(outcome=_Outcome.PERSON)),
    "message": Counted("Оставлено сообщение", Q(outcome=_Outcome.MESSAGE)),
    "left": Counted("Ничего не сделано", Q(outcome=_Outcome.LEFT)),
    "answered": Counted("Робот отвечал на слова", Q(delay_most__isnull=False)),
    "slow": Counted("Ответа ждали дольше секунды", Q(delay_most__gt=SLOW)),
    "account": Counted("Переспрошен лицевой счёт", Q(account_again__gt=0)),
    "reading": Counted("Переспрошены показания", Q(reading_again__gt=0)),
    "name": Counted("Переспрошена фамилия", Q(name_again__gt=0)),
    "judged": Counted(
        "Значения проверены человеком", Q(verdict__in=(_Verdict.RIGHT, _Verdict.WRONG))
    ),
    "right": Counted("Значения подтверждены", Q(verdict=_Verdict.RIGHT)),
    "wrong": Counted("Значения отклонены", Q(verdict=_Verdict.WRONG)),
}
"""Counted for every day, branch, phone and version."""

FUNNEL: Mapping[str, Counted] = {
    **{
        f"step-{at}": Counted(f"Дошли до шага «{name}»", Q(reached__gte=at))
        for at, name in enumerate(STEPS)
    },
    **{
        f"stop-{at}": Counted(
            f"Остановились на шаге «{name}», ничего не сделано",
            Q(reached=at, outcome=_Outcome.LEFT),
        )
        for at, name in enumerate(STEPS)
    },
    **{
        f"person-{at}": Counted(
            f"С шага «{name}» переданы людям",
            Q(reached=at, outcome__in=(_Outcome.PERSON, _Outcome.MESSAGE)),
        )
        for at, name in enumerate(STEPS)
    },
    **{
        f"at-{stage}": Counted(
            f"Ничего не сделано, последнее: {name}", Q(stage=stage, outcome=_Outcome.LEFT)
        )
        for stage, name in STAGES.items()
    },
}
"""Where calls stop: by steps, and by what the robot spoke of last."""

ALL: Mapping[str, Counted] = {**FIGURES, **FUNNEL}
