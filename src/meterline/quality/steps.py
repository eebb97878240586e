"""The steps of a call, from its beginning to readings on record: where callers give up."""

from collections.abc import Mapping

STEPS = (
    "Звонок принят",
    "Спрошен лицевой счёт",
    "Лицевой счёт найден",
    "Показания прозвучали",
    "Показания зачитаны",
    "Показания записаны",
)
"""In order; a summary's `reached` is a place here."""

ANSWERED, ASKED, FOUND, HEARD, READ_BACK, STORED = range(len(STEPS))

OF_STAGE: Mapping[str, int] = {
    "choice": ASKED,
    "dictation": ASKED,
    "account": ASKED,
    "lookup": ASKED,
    "name": FOUND,
    "reading": FOUND,
    "checking": HEARD,
    "doubt": HEARD,
    "read_back": READ_BACK,
    "fix": READ_BACK,
    "storing": READ_BACK,
}
"""The step that a call has reached at least when the robot speaks at a stage."""

OF_KIND: Mapping[str, int] = {"account_found": FOUND, "checked": HEARD, "stored": STORED}
"""The step that an event of the log proves."""

STAGES: Mapping[str, str] = {
    "": "до первых слов робота",
    "new": "приветствие",
    "menu": "меню",
    "choice": "выбор счёта",
    "dictation": "вопрос о счёте и показаниях",
    "account": "вопрос о счёте",
    "lookup": "поиск счёта",
    "name": "вопрос о фамилии",
    "reading": "вопрос о показаниях",
    "checking": "проверка показаний",
    "doubt": "уточнение показаний",
    "read_back": "подтверждение",
    "fix": "исправление",
    "storing": "запись показаний",
    "again": "вопрос о втором счёте",
    "callback": "просьба перезвонить",
    "region": "вопрос о регионе",
    "resume": "продолжение прежнего звонка",
    "link": "запоминание номера",
    "linking": "запоминание номера",
    "reminder": "напоминание",
    "transfer": "соединение с сотрудником",
    "box_intro": "предложение оставить сообщение",
    "recording": "запись сообщения",
    "ended": "прощание",
}
"""What the robot spoke of last, in Russian."""
