"""Words of the board."""

STAGES = {
    "new": "приветствие",
    "menu": "меню",
    "choice": "выбор счёта",
    "dictation": "диктует",
    "account": "называет счёт",
    "lookup": "ищем счёт",
    "name": "называет фамилию",
    "reading": "называет показания",
    "checking": "проверяем показания",
    "doubt": "уточняем показания",
    "read_back": "подтверждает",
    "fix": "исправляет",
    "storing": "записываем",
    "again": "второй счёт?",
    "callback": "просит перезвонить",
    "region": "называет регион",
    "resume": "продолжает прежний звонок",
    "link": "запомнить номер?",
    "linking": "запоминаем номер",
    "reminder": "напоминание",
    "transfer": "соединяем с оператором",
    "box_intro": "предложено сообщение",
    "recording": "оставляет сообщение",
    "ended": "прощается",
}

KINDS = {
    "rang": "вызов",
    "opened": "вызов",
    "transferring": "соединяем с оператором",
    "transferred": "у оператора",
    "recording": "оставляет сообщение",
    "recorded": "сообщение записано",
}
"""Events that say more than the last words of the robot."""


def stage_named(stage: str | None, kind: str | None) -> str:
    """Where a call is: by its last event, else by what the robot asked last."""
    return KINDS.get(kind or "", "") or STAGES.get(stage or "", "разговор")
