"""Khakas, Tuvan and Buryat names agree in every form, heard well or as recognisers mishear them."""

import pytest
from spoken_letters import letters_of

from meterline.ears.base import CustomerBase
from meterline.ears.calibration import DEFAULT_MODEL, calibration_of
from meterline.ears.greedy import greedy_words
from meterline.ears.names import NameListener
from meterline.language.naming import surname_forms
from meterline.language.turn import Asked, Candidate

NAMES = (
    "Кадышев Иван Семенович", "Чебодаев Максим Ильич", "Тюкпеев Олег Петрович",
    "Боргояков Николай Петрович", "Майнагашева Ольга Ивановна", "Куулар Айлана Ооржаковна",
    "Ооржак Шолбан Валерьевич", "Монгуш Чодураа Кызыл-ооловна", "Сат Айдыс Маадырович",
    "Кужугет Буян Оюнович", "Ондар Чечек Дамбаевна", "Хертек Аяс Монгушевич",
    "Донгак Сайзана Викторовна", "Кыргыс Айдың Сергеевич", "Цыренов Баир Дашиевич",
    "Дашиев Зорикто Жаргалович", "Бадмаев Саян Батоевич", "Доржиев Булат Цыренович",
    "Жамбалов Аюр Гармаевич", "Раднаева Туяна Баировна", "Гомбожапова Сэсэг Дугаровна",
)  # fmt: skip

HEARD = [
    ("кадышев", "кадышев"), ("кадышев", "кадышева"), ("кадышев", "кадышеф"), ("кадышев", "кодышев"),
    ("чебодаев", "чебадаев"), ("чебодаев", "чебодаеву"), ("чебодаев", "чибодаев"),
    ("тюкпеев", "тюкпеев"), ("тюкпеев", "тюкпеива"), ("тюкпеев", "тюкпеева"),
    ("боргояков", "баргояков"), ("боргояков", "боргоякову"), ("боргояков", "боргаякав"),
    ("майнагашева", "майнагашева"), ("майнагашева", "майногашева"), ("майнагашева", "майнагашев"),
    ("майнагашева", "майнагашевой"), ("куулар", "куулар"), ("куулар", "кулар"),
    ("ооржак", "ооржак"), ("ооржак", "оржак"), ("ооржак", "ооржака"), ("ооржак", "ооржак шолбан"),
    ("монгуш", "монгуш"), ("монгуш", "мангуш"), ("монгуш", "монгуш чодураа"),
    ("сат", "сат"), ("сат", "сат айдыс маадырович"), ("сат", "айдыс маадырович сат"),
    ("кужугет", "кужугет"), ("кужугет", "кужугета"), ("кужугет", "кужегет"),
    ("ондар", "ондар"), ("ондар", "ондар чечек дамбаевна"), ("ондар", "чечек ондар"),
    ("хертек", "хертек"), ("хертек", "хиртек"), ("хертек", "хертека"),
    ("донгак", "донгак"), ("донгак", "дангак"), ("донгак", "сайзана донгак"),
    ("кыргыс", "кыргыз"), ("кыргыс", "кыргыс айдын сергеевич"), ("кыргыс", "кыргыс айдын сергеич"),
    ("цыренов", "циренов"), ("цыренов", "цыренова"), ("цыренов", "цыренов баир дашиевич"),
    ("дашиев", "дашиев"), ("дашиев", "дашиева"), ("бадмаев", "батмаев"), ("бадмаев", "бадмаева"),
    ("доржиев", "доржиев"), ("доржиев", "даржиев"), ("доржиев", "булат доржиев"),
    ("жамбалов", "жамбалов"), ("жамбалов", "жанбалов"), ("жамбалов", "жамбалову"),
    ("раднаева", "раднаева"), ("раднаева", "ратнаева"), ("раднаева", "от раднаевой"),
    ("гомбожапова", "гамбожапова"), ("гомбожапова", "гомбожапов"), ("гомбожапова", "гомбажапова"),
]  # fmt: skip


def _listener() -> NameListener:
    customers = (Candidate(str(1000 + i), name, False, ()) for i, name in enumerate(NAMES))
    return NameListener(CustomerBase.build(customers), calibration_of(DEFAULT_MODEL).names)


LISTENER = _listener()


def _verdict(name: str, said: str) -> bool | None:
    logp = letters_of(said)
    unknown = LISTENER.unknown(greedy_words(logp), Asked.NAME)
    return LISTENER.verify(logp, unknown, Candidate("1", name, False, ())).agrees


def _whole(surname: str) -> str:
    return next(name for name in NAMES if name.lower().startswith(f"{surname} "))


@pytest.mark.parametrize(("surname", "said"), HEARD)
def test_a_name_agrees_as_it_is_heard(surname: str, said: str) -> None:
    assert _verdict(_whole(surname), said) is True


@pytest.mark.parametrize("name", NAMES)
def test_no_other_name_of_the_list_agrees(name: str) -> None:
    said = name.split(maxsplit=1)[0].lower()
    others = [other for other in NAMES if other != name]
    assert [other for other in others if _verdict(other, said) is True] == []


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Куулар Айлана Ооржаковна", {"куулар", "кулар"}),
        ("Сат Чечек Дамбаевна", {"сат"}),
        ("Даваа Оюн Маадырович", {"даваа", "дава"}),
        ("Норбу Айдыс Маадырович", {"норбу"}),
        ("Черных Петр Ильич", {"черных"}),
        ("Шевченко Анна Ильинична", {"шевченко"}),
    ],
)
def test_what_is_not_declined_stays_as_it_is(name: str, forms: set[str]) -> None:
    assert set(surname_forms(name)) == forms


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Сат Айдыс Маадырович", "сата"),
        ("Майнагашева Ольга Ивановна", "майнагашевой"),
        ("Майнагашева Ольга Ивановна", "майнагашев"),
        ("Кыргыс Айдың Сергеевич", "кыргыса"),
        ("Гомбожапова Сэсэг", "гомбожапову"),
    ],
)
def test_what_is_declined_is_known_in_its_cases(name: str, form: str) -> None:
    assert form in surname_forms(name)
