"""What letters of ours say, and what staff read about letters that came."""

import re
from email.utils import parseaddr

from django.conf import settings

TOO_LARGE = "письмо слишком большое, прочтите его в почтовом ящике"
UNREADABLE = "письмо не удалось разобрать"
SPAM = "спам"
NO_SENDER = "в письме нет адреса отправителя"
TOO_MANY = "с этого адреса за час пришло слишком много писем"
DOCUMENT = "к письму приложен документ"
PICTURE = "в письме фотография"

SEEN_BY_PERSON = {
    DOCUMENT: "Приложенный к письму файл посмотрит сотрудник. Если понадобится уточнение, "
    "мы напишем на этот адрес.",
    PICTURE: "Спасибо, письмо с фотографией получено. Показания с неё перепишет сотрудник. "
    "Быстрее, если прислать их числом: лицевой счёт и показание, "
    "например: 100000000000 54678.",
}
"""Reason → what the sender is told."""

SIGNATURE = "Это письмо составлено автоматически."

LONGEST_SUBJECT = 250
BEFORE = re.compile(r"^((re|fwd?|отв|ответ|пересл)(\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def answer_subject(subject: str) -> str:
    """The subject of an answer, with one «Re:» before it however often it was answered."""
    return f"Re: {BEFORE.sub('', subject)[:LONGEST_SUBJECT] or 'показания счётчика'}"


def our_address() -> str:
    """The address that letters of ours come from."""
    return parseaddr(settings.METERLINE_MAIL_FROM)[1].lower()
