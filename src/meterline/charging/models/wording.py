"""The law's words as people of the company read them."""

from meterline.charging.law.facts import Ground, Reason

GROUND_NAMES = {
    Ground.SMART: "автоматический счётчик",
    Ground.ACTUAL: "показания потребителя",
    Ground.CONTROL: "контрольное снятие",
    Ground.AVERAGE: "среднемесячный объём",
    Ground.NORM: "норматив",
    Ground.LAST_YEAR: "тот же период прошлого года",
    Ground.NEAREST: "ближайший период с показаниями",
    Ground.MAX_POWER: "максимальная мощность",
    Ground.REFUND: "возврат начисленного расчётно",
}

REASON_NAMES = {
    Reason.NOT_SENT: "показания не переданы",
    Reason.LATE: "переданы после срока",
    Reason.REJECTED: "показания не приняты",
    Reason.EXPIRED_VERIFICATION: "истёк срок поверки",
    Reason.BROKEN: "счётчик неисправен",
    Reason.ACCESS_REFUSED: "не допустили к счётчику",
    Reason.NO_METER: "счётчика нет",
    Reason.NO_HISTORY: "мало показаний для среднего",
}

GROUND_CHOICES = [(ground.value, name) for ground, name in GROUND_NAMES.items()]
REASON_CHOICES = [(reason.value, name) for reason, name in REASON_NAMES.items()]

KINDS_OF_GROUND = {**dict(GROUND_CHOICES), "": "нечего начислять"}
KINDS_OF_REASON = {**dict(REASON_CHOICES), "": "по показаниям"}
"""What reports count by: a charge without lines has no ground, one by readings no reason."""

PLACEHOLDER = "рассчитано по заглушке, счёт не выставляется"
"""What a charge says that rests on a made-up tariff or norm."""
