"""What the live log shows of each event of a call, in Russian.

Only kinds listed here are shown: the log may hold more than a caller should see.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

Data = dict[str, Any]

ZONES = {
    "single": "показание",
    "day": "день",
    "night": "ночь",
    "peak": "пик",
    "half_peak": "полупик",
}

COMMANDS = {
    "submit": "передать показания",
    "operator": "оператор",
    "repeat": "повторите",
    "help": "помощь",
    "back": "назад",
    "wait": "подождите",
    "emergency": "авария",
    "fix_account": "исправить счёт",
    "fix_reading": "исправить показания",
    "other_account": "другой счёт",
    "meter_replaced": "счётчик заменили",
    "are_you_robot": "вы робот?",
    "rude": "ругань",
    "do_not_call": "не звоните",
}

DECISIONS = {
    "sure": "уверенно",
    "confirm": "переспросит",
    "ask": "спросит заново",
    "give_up": "попросит набрать",
}

FINDINGS = {
    "fine": "правдоподобно",
    "same": "как в прошлый раз",
    "lower": "меньше прошлого",
    "too_high": "слишком много",
    "comma": "похоже, прочитана цифра после запятой",
    "roll_over": "счётчик прошёл через ноль",
    "swapped": "похоже, зоны перепутаны",
    "too_many_digits": "лишние цифры",
}

REFUSALS = {
    "unknown_account": "такого лицевого счёта больше нет",
    "closed": "лицевой счёт закрыт",
    "unknown_register": "счётчик у абонента уже другой",
    "implausible": "счётчик не может показывать столько",
}

OUTCOMES = {
    "done": "Звонок завершён",
    "caller_left": "Вы положили трубку",
    "transferred": "Звонок передан оператору",
    "gave_up": "Соединение не состоялось",
    "failed": "Звонок прерван из-за сбоя",
    "lost": "Связь прервалась",
}

MARKS = {
    "late": "передано после срока",
    "early": "передано до начала срока",
    "duplicate": "уже было передано",
    "under_review": "проверит сотрудник",
}


@dataclass(frozen=True)
class SlotShown:
    """One understood value; `probability` in whole per cent."""

    label: str
    value: str
    probability: int | None = None
    decision: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Entry:
    """One line of the live log. `who`: robot, caller, company (data) or line (the call itself)."""

    who: str
    text: str
    slots: tuple[SlotShown, ...] = ()
    receipt: str = ""
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Plain values for the page."""
        return asdict(self)


def entry(kind: str, data: Data) -> Entry | None:
    """The line for one event of the call's log; None for kinds that are not shown."""
    word = _KINDS.get(kind)
    return word(data) if word else None


def _heard(data: Data) -> Entry:
    text = str(data.get("text") or "").strip()
    return Entry("caller", text or "…", tuple(_slots(data)))


def _slots(data: Data) -> list[SlotShown]:
    shown = []
    if account := data.get("account"):
        shown.append(_slot("лицевой счёт", account))
    if name := data.get("name"):
        shown.append(_name(name))
    shown += [
        _slot(ZONES.get(heard.get("zone") or "", "показание"), heard)
        for heard in data.get("readings") or ()
    ]
    if data.get("answer") is not None:
        answer = "да" if data["answer"] else "нет"
        shown.append(SlotShown("ответ", answer, _percent(data.get("answer_probability"))))
    if (command := data.get("command")) is not None:
        shown.append(SlotShown("просьба", COMMANDS.get(command, str(command))))
    return shown


def _slot(label: str, slot: Data) -> SlotShown:
    decision = str(slot.get("decision") or "")
    return SlotShown(
        label,
        str(slot.get("value") or ""),
        _percent(slot.get("probability")),
        DECISIONS.get(decision, ""),
        sure=decision == "sure",
    )


def _name(name: Data) -> SlotShown:
    letters, agrees = str(name.get("letters") or ""), name.get("agrees")
    if agrees is None:
        return SlotShown("имя", letters)
    verdict = "совпадает со счётом" if agrees else "не совпадает со счётом"
    return SlotShown("имя", letters, decision=verdict, sure=bool(agrees))


def _percent(probability: float | None) -> int | None:
    return None if probability is None else round(100 * probability)


def _account(text: str) -> Callable[[Data], Entry]:
    # The robot too says only the last four digits: somebody may look over the shoulder.
    return lambda data: Entry(
        "company", f"Лицевой счёт …{str(data.get('account', ''))[-4:]} {text}"
    )


def _checked(data: Data) -> Entry:
    values = [
        f"{ZONES.get(value['zone'], '')} {value['value']} — {FINDINGS.get(value['finding'], '')}"
        for value in data.get("values") or ()
    ]
    return Entry("company", "Проверка: " + "; ".join(values))


def _stored(data: Data) -> Entry:
    notes = [text for mark, text in MARKS.items() if data.get(mark)]
    if data.get("consumption") is not None:
        notes.insert(0, f"расход {data['consumption']} кВт·ч")
    return Entry("company", "Показания приняты", (), str(data.get("number") or ""), tuple(notes))


def _refused(data: Data) -> Entry:
    why = REFUSALS.get(data.get("refusal", ""), "")
    return Entry("company", f"Показания не приняты{': ' + why if why else ''}")


def _part_failed(data: Data) -> Entry:
    if data.get("part") == "capacity":
        return Entry("line", "Все линии робота заняты: можно оставить сообщение")
    part = {"ears": "Распознавание речи", "company": "База абонентов"}.get(data.get("part", ""))
    return Entry("line", f"{part or 'Часть системы'} сейчас не отвечает")


def _line(text: str) -> Callable[[Data], Entry]:
    return lambda data: Entry("line", text)


def _speech_began(data: Data) -> Entry | None:
    return Entry("line", "Вы заговорили — робот замолчал") if data.get("unsaid") else None


_KINDS: dict[str, Callable[[Data], Entry | None]] = {
    "rang": _line("Робот снимает трубку"),
    "said": lambda data: Entry("robot", str(data.get("text") or "")),
    "reassured": lambda data: Entry("robot", str(data.get("text") or "")),
    "speech_began": _speech_began,
    "heard": _heard,
    "key": lambda data: Entry("caller", f"Клавиша {data.get('key', '')}"),
    "silence": _line("Тишина: робот подождал и продолжает"),
    "account_found": _account("найден"),
    "account_unknown": _account("не найден"),
    "checked": _checked,
    "stored": _stored,
    "refused": _refused,
    "part_failed": _part_failed,
    "not_stored": _line("Подтверждённые показания будут приняты позже"),
    "recording": _line("Идёт запись сообщения. Закончите клавишей #"),
    "recorded": _line("Сообщение записано"),
    "transferred": _line("Соединяем с оператором"),
    "transfer_failed": _line("Оператор не ответил"),
    "ended": lambda data: Entry("line", OUTCOMES.get(data.get("outcome", ""), OUTCOMES["done"])),
}
