"""Dates as other programs write them."""

from datetime import datetime

TOKENS = {
    "ГГГГ": "%Y",
    "ГГ": "%y",
    "ММ": "%m",
    "ДД": "%d",
    "чч": "%H",
    "мм": "%M",
    "сс": "%S",
}
"""Parts of a format as people here write it → those of `datetime.strptime`."""


def pattern_of(words: str) -> str:
    """`ДД.ММ.ГГГГ` as `%d.%m.%Y`. Raises ValueError with a reason in Russian."""
    pattern = words.replace("%", "%%")
    for token, code in TOKENS.items():
        pattern = pattern.replace(token, code)
    if words and (pattern == words or any(one.isalpha() for one in _rest(pattern))):
        raise ValueError("нужен вид вроде «ДД.ММ.ГГГГ» или «ДД.ММ.ГГГГ чч:мм»")
    return pattern


def words_of(pattern: str) -> str:
    """`%d.%m.%Y` as `ДД.ММ.ГГГГ`."""
    for token, code in TOKENS.items():
        pattern = pattern.replace(code, token)
    return pattern


def moment(cell: str, pattern: str, what: str = "дата") -> datetime:
    """A cell by a format, else as ISO 8601. Raises ValueError with a reason in Russian."""
    try:
        return datetime.strptime(cell, pattern)  # noqa: DTZ007 - the branch's zone is put on later
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        wanted = "нужна" if what == "дата" else "нужно"
        raise ValueError(f"{wanted} {what} вида {words_of(pattern)}") from None


def _rest(pattern: str) -> str:
    for code in TOKENS.values():
        pattern = pattern.replace(code, "")
    return pattern.replace("T", "")
