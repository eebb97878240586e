"""Tables of a sheet while it is read: what is wrong is noted, and reading goes on."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from meterline.charging.law.sheets import PLACEHOLDER_WORD

MISSING = "не указано"


def number_of(value: object) -> Decimal | None:
    """A finite number written as a number or a text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class Fields:
    """One table (a mapping of keys) of a sheet.

    Every method takes a key out and gives a value of the right type; where the file has a
    wrong one, a line «ключ: причина» goes to `problems` and a stand-in comes back.
    """

    def __init__(self, content: object, path: str, problems: list[str]) -> None:
        """`path` is the table's own key with a dot behind it, empty for the whole sheet."""
        self.path = path
        self.problems = problems
        self._left: dict[str, object] = {}
        if isinstance(content, Mapping):
            self._left = {str(key): value for key, value in content.items()}
        else:
            if content is not None:
                problems.append(f"{path.rstrip('.')}: нужна таблица с ключами")
            # One note for the whole table: its keys need none of their own.
            self.problems = []

    def __contains__(self, key: str) -> bool:
        return key in self._left

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys not taken yet, in the file's order."""
        return tuple(self._left)

    def wrong(self, key: str, why: str) -> None:
        """Note that a key is wrong."""
        self.problems.append(f"{self.path}{key}: {why}")

    def is_wrong(self, key: str) -> bool:
        """Whether a note of the key or of something in it was made."""
        return any(line.startswith(f"{self.path}{key}") for line in self.problems)

    def take(self, key: str) -> object:
        """A value as it stands; None, and a note, where there is none."""
        if key not in self._left:
            self.wrong(key, MISSING)
        return self._left.pop(key, None)

    def text(self, key: str, longest: int = 500) -> str:
        """A text of one line that says something."""
        value = self.take(key)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip() or "\n" in value:
            self.wrong(key, "нужен непустой текст в одну строку")
        elif len(value) > longest:
            self.wrong(key, f"длиннее {longest} знаков")
        return str(value)

    def name(self, placeholder: str, longest: int) -> str:
        """A name; one of placeholders says so, so that nobody takes them for true figures."""
        name = self.text("name", longest)
        if name and bool(placeholder) != name.startswith(PLACEHOLDER_WORD):
            self.wrong(
                "name",
                f"название заглушки начинается со слова «{PLACEHOLDER_WORD}»"
                if placeholder
                else f"«{PLACEHOLDER_WORD}» в названии, но placeholder не указан",
            )
        return name

    def placeholder(self) -> str:
        """Why the figures are made up; empty where the key is absent."""
        return self.text("placeholder") if "placeholder" in self else ""

    def day(self, key: str) -> date:
        """A date, or its text ГГГГ-ММ-ДД."""
        value = self.take(key)
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            if value is not None:
                self.wrong(key, f"«{value}» не дата ГГГГ-ММ-ДД")
            return date.min

    def number(self, key: str, above: Decimal, below: Decimal) -> Decimal:
        """One number between two borders."""
        return self._checked(key, self.take(key), above, below)

    def numbers(
        self, key: str, count: int | None, above: Decimal, below: Decimal
    ) -> tuple[Decimal, ...]:
        """A list of `count` numbers (of any number where None) between two borders."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.wrong(key, "нужен список чисел")
            return ()
        if count is not None and len(value) != count:
            self.wrong(key, f"чисел {len(value)}, а нужно {count}")
        return tuple(
            self._checked(f"{key}[{place}]", each, above, below)
            for place, each in enumerate(value, 1)
        )

    def table(self, key: str) -> "Fields":
        """A table inside this one."""
        return Fields(self.take(key), f"{self.path}{key}.", self.problems)

    def done(self) -> None:
        """Note every key that nobody asked for: a slip of the pen must not pass unseen."""
        for key in self._left:
            self.wrong(key, "неизвестный ключ")

    def _checked(self, key: str, value: object, above: Decimal, below: Decimal) -> Decimal:
        number = number_of(value)
        if number is None:
            if value is not None:
                self.wrong(key, f"«{value}» не число")
            return below
        if not above < number < below:
            self.wrong(key, f"«{value}»: нужно больше {above} и меньше {below}")
        return number
