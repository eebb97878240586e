"""Our own pictures of meters: what stands on the display, and what of it is written down."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A display as it shows one zone: digits before and after the comma."""

    whole: str
    rest: str
    mark: str = ""
    zone: str = ""

    @property
    def said(self) -> str:
        """The value that is handed over."""
        return str(int(self.whole))

    @property
    def described(self) -> str:
        """The screen in words."""
        return f"На счётчике: {self.mark} {self.whole},{self.rest}".replace("  ", " ")


@dataclass(frozen=True)
class Picture:
    """A meter with the screens that it shows one after another. `drums`: turning figures."""

    key: str
    title: str
    text: str
    screens: tuple[Screen, ...]
    drums: bool = False


PICTURES = (
    Picture(
        "drums",
        "Счётчик с барабанами",
        "Спишите цифры до запятой слева направо, нули впереди можно не писать. Цифру после "
        "запятой — она в красной рамке — не пишите. Если запятой и рамки нет, пишите все цифры.",
        (Screen("04578", "3"),),
        drums=True,
    ),
    Picture(
        "single",
        "Электронный счётчик, один тариф",
        "Дождитесь, пока на экране появится показание в кВт·ч (kWh), или нажмите кнопку. "
        "Цифры после запятой не пишите.",
        (Screen("012345", "67"),),
    ),
    Picture(
        "two",
        "Два тарифа: день и ночь",
        "Экраны сменяются сами или кнопкой. Т1 — день (с 7 до 23 часов), Т2 — ночь. Спишите оба; "
        "сумму (ТΣ, Total) передавать не нужно.",
        (
            Screen("004510", "20", "Т1", "день"),
            Screen("002210", "05", "Т2", "ночь"),
        ),
    ),
    Picture(
        "three",
        "Три тарифа: пик, ночь, полупик",
        "Спишите три показания: Т1 — пик, Т2 — ночь, Т3 — полупик.",
        (
            Screen("003120", "41", "Т1", "пик"),
            Screen("001874", "90", "Т2", "ночь"),
            Screen("002655", "13", "Т3", "полупик"),
        ),
    ),
)
