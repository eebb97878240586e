"""Sentences of lines, for the cases of the law."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from law_cases_reading import Case, cases

from meterline.charging.law.explaining import explain
from meterline.charging.law.results import Line, Portion
from meterline.charging.law.volumes import portions
from meterline.charging.law.wording import kwh, months, number, ordinal, plural, span
from meterline.language.zones import Zone
from meterline.readings.periods import month_of

CASES = {case.name: case for case in cases() if not case.fails}
EDITION = "в редакции от 26.12.2016 (действует с 01.01.2017)"
SET_OF_442 = "Основных положений № 442 (правила действуют с 01.01.2017)"
TRUED_UP = "перерасчёт в порядке, принятом в филиале"


def lines_of(case: Case) -> list[Line]:
    """A line for every zone of every portion."""
    found = portions(case.account, case.period, case.rules, case.policy, case.norm)
    return [line_of(portion, zone) for portion in found for zone in portion.energy]


def line_of(portion: Portion, zone: Zone, energy: Decimal | None = None) -> Line:
    return Line(
        portion=portion,
        zone=zone,
        step=1,
        energy=portion.energy[zone] if energy is None else energy,
        price=Decimal("2.28"),
        amount=Decimal(1),
        tariff="Тариф",
        placeholder=False,
    )


def told(line: Line) -> str:
    """The sentence, with spaces that break."""
    return explain(line).replace("\N{NO-BREAK SPACE}", " ")


SENTENCES = [
    (
        "readings: a reading each month",
        0,
        "По показаниям за октябрь 2026 г. израсходовано 1 250 − 1 100 = 150 кВт·ч"
        f" — п. 42 Правил № 354 {EDITION}.",
    ),
    (
        "readings: only the night register passes through nought",
        1,
        "По показаниям за октябрь 2026 г. в зоне «ночь» израсходовано 100 000 − 99 980 + 20 = "
        f"40 кВт·ч (счётчик прошёл через ноль) — п. 42 Правил № 354 {EDITION}.",
    ),
    (
        "readings: a meter sends by itself",
        0,
        "По показаниям, которые счётчик передал сам, за октябрь 2026 г. израсходовано "
        f"1 262 − 1 100 = 162 кВт·ч — п. 42 Правил № 354 {EDITION}.",
    ),
    (
        "replacing: replaced inside the period",
        0,
        "По показаниям за октябрь 2026 г. израсходовано (8 100 − 8 000) + (60 − 2) = 158 кВт·ч "
        f"(счётчик заменён) — п. 42 Правил № 354 {EDITION}.",
    ),
    (
        "averages: no reading six months before, so seven months are averaged",
        0,
        "Показаний за сентябрь 2026 г. не было; начислено по среднемесячному расходу 153 кВт·ч "
        "(1 072 кВт·ч за 7 месяцев, с февраля по август 2026 г.) — п. 59 «б» Правил № 354 "
        f"{EDITION}, первый месяц из трёх.",
    ),
    (
        "averages: three months of work suffice",
        0,
        "Показаний за октябрь 2026 г. не было; начислено по среднемесячному расходу 153 кВт·ч "
        "(460 кВт·ч за 3 месяца, с июля по сентябрь 2026 г.) — п. 59 «б» Правил № 354 "
        f"{EDITION}, первый месяц из трёх.",
    ),
    (
        "averages: the edition of six periods, the sixth",
        0,
        "Показаний за ноябрь 2013 г. не было; начислено по среднемесячному расходу 150 кВт·ч "
        "(900 кВт·ч за 6 месяцев, с декабря 2012 г. по май 2013 г.) — п. 59 «б» Правил № 354 "
        "в редакции от 16.04.2013 (действует с 01.06.2013), шестой месяц из шести.",
    ),
    (
        "averages: the average of two zones",
        1,
        "Показаний за октябрь 2026 г. не было; начислено по среднемесячному расходу 153 кВт·ч "
        "(920 кВт·ч за 6 месяцев, с апреля по сентябрь 2026 г.), из них в зоне «ночь» 53 кВт·ч — "
        f"п. 59 «б» Правил № 354 {EDITION}, первый месяц из трёх.",
    ),
    (
        "readings: October itself without the late reading",
        0,
        "Показания за октябрь 2026 г. поступили после срока; начислено по среднемесячному расходу "
        "150 кВт·ч (900 кВт·ч за 6 месяцев, с апреля по сентябрь 2026 г.) — п. 59 «б» "
        f"Правил № 354 {EDITION}, первый месяц из трёх.",
    ),
    (
        "averages: the reading was rejected",
        0,
        "Показания за октябрь 2026 г. не приняты; начислено по среднемесячному расходу 150 кВт·ч "
        "(900 кВт·ч за 6 месяцев, с апреля по сентябрь 2026 г.) — п. 59 «б» Правил № 354 "
        f"{EDITION}, первый месяц из трёх.",
    ),
    (
        "averages: the fourth period in a row",
        0,
        "Показаний за октябрь 2026 г. не было, это четвёртый месяц подряд без учтённых показаний; "
        "начислено по нормативу 246 кВт·ч (проживающих: 3) — п. 60 Правил № 354 "
        f"{EDITION}.",
    ),
    (
        "averages: two months of work do not suffice",
        0,
        "Расход по счётчику известен только за 2 месяца, а для среднего нужно не меньше трёх "
        "месяцев; начислено по нормативу 246 кВт·ч (проживающих: 3) — п. 59 и 60 Правил № 354 "
        f"{EDITION}.",
    ),
    (
        "averages: a new meter that nobody read",
        0,
        "Расход по счётчику ещё не известен, а для среднего нужно не меньше трёх месяцев; "
        f"начислено по нормативу 246 кВт·ч (проживающих: 3) — п. 59 и 60 Правил № 354 {EDITION}.",
    ),
    (
        "condition: verification ended the day before the period",
        0,
        "Срок поверки счётчика истёк 30.09.2026; начислено по среднемесячному расходу 150 кВт·ч "
        "(900 кВт·ч за 6 месяцев, с апреля по сентябрь 2026 г.) — п. 59 «а» Правил № 354 "
        f"{EDITION}.",
    ),
    (
        "condition: broken on the last day of the month before",
        0,
        "Счётчик в октябре 2026 г. был неисправен; начислено по среднемесячному расходу 150 кВт·ч "
        "(900 кВт·ч за 6 месяцев, с марта по август 2026 г.) — п. 59 «а» Правил № 354 "
        f"{EDITION}, второй месяц из трёх.",
    ),
    (
        "condition: access refused once",
        0,
        "Показаний за октябрь 2026 г. не было, в доступе к счётчику отказано; начислено по "
        "среднемесячному расходу 150 кВт·ч (900 кВт·ч за 6 месяцев, с апреля по сентябрь 2026 г.)"
        f" — п. 59 «в» Правил № 354 {EDITION}, первый месяц из трёх.",
    ),
    (
        "condition: access refused twice",
        0,
        "В доступе к счётчику отказано не меньше двух раз; начислено по нормативу 246 кВт·ч "
        "(проживающих: 3), с повышающим коэффициентом 1,5 — п. 60(3) Правил № 354 "
        f"{EDITION}.",
    ),
    (
        "condition: no meter, one can be fitted",
        0,
        "Счётчика нет, хотя установить его можно; начислено по нормативу 246 кВт·ч "
        f"(проживающих: 3), с повышающим коэффициентом 1,5 — п. 42 Правил № 354 {EDITION}.",
    ),
    (
        "condition: no meter, none can be fitted",
        0,
        "Счётчика нет; начислено по нормативу 246 кВт·ч (проживающих: 3) — п. 42 Правил № 354 "
        f"{EDITION}.",
    ),
    (
        "points: one of two meters at the norm",
        1,
        "Показаний за октябрь 2026 г. не было, это четвёртый месяц подряд без учтённых показаний; "
        "начислено по нормативу 246 кВт·ч (проживающих: 3), на эту точку учёта из двух приходится "
        f"123 кВт·ч — п. 60 Правил № 354 {EDITION}.",
    ),
    (
        "true_up: three missed, the difference spread over them",
        0,
        "По показаниям за октябрь 2026 г. за 4 месяца (с июля по октябрь 2026 г.) израсходовано "
        "1 680 − 1 000 = 680 кВт·ч; за это время уже начислено 450 кВт·ч, остаётся начислить "
        f"230 кВт·ч; на июль 2026 г. приходится 20 кВт·ч — п. 42 Правил № 354 {EDITION}, "
        f"{TRUED_UP}.",
    ),
    (
        "true_up: one less than was charged",
        1,
        "Возврат 1 кВт·ч за сентябрь 2026 г.: по показаниям за октябрь 2026 г. за 3 месяца "
        "(с августа по октябрь 2026 г.) израсходовано 1 299 − 1 000 = 299 кВт·ч, а начислено "
        f"300 кВт·ч — п. 42 Правил № 354 {EDITION}, {TRUED_UP}.",
    ),
    (
        "corrections: corrected upwards",
        0,
        "По показаниям за октябрь 2026 г. израсходовано 1 250 − 1 130 = 120 кВт·ч; за сентябрь "
        "2026 г. начислено до показания 1 100, а оно потом исправлено на 1 130: ещё 30 кВт·ч, "
        f"остаётся начислить 150 кВт·ч — п. 42 Правил № 354 {EDITION}, {TRUED_UP}.",
    ),
    (
        "corrections: corrected downwards, more than the month used",
        1,
        "Возврат 700 кВт·ч за сентябрь 2026 г.: по показаниям за октябрь 2026 г. израсходовано "
        "1 200 − 1 090 = 110 кВт·ч; за сентябрь 2026 г. начислено до показания 1 900, а оно "
        f"потом исправлено на 1 090: лишние 810 кВт·ч вычтены — п. 42 Правил № 354 {EDITION}, "
        f"{TRUED_UP}.",
    ),
    (
        "corrections: cancelled, and a month missed after it",
        0,
        "По показаниям за ноябрь 2026 г. за 3 месяца (с сентября по ноябрь 2026 г.) израсходовано "
        "1 500 − 1 000 = 500 кВт·ч; за сентябрь 2026 г. начислено до показания 1 300, а оно больше "
        "не действует: лишние 300 кВт·ч вычтены; за это время уже начислено 100 кВт·ч, остаётся "
        f"начислить 100 кВт·ч — п. 42 Правил № 354 {EDITION}, {TRUED_UP}.",
    ),
    (
        "corrections: a month with a reading was never charged",
        0,
        "По показаниям за октябрь 2026 г. израсходовано 1 250 − 1 100 = 150 кВт·ч; начислено "
        "только по август 2026 г., до показания 1 000: ещё 100 кВт·ч, остаётся начислить "
        f"250 кВт·ч — п. 42 Правил № 354 {EDITION}, {TRUED_UP}.",
    ),
    (
        "corrections: corrected, and a check finds still less",
        1,
        "Возврат 150 кВт·ч за сентябрь 2026 г.: проверка в октябре 2026 г. нашла показания меньше "
        "переданных, 1 250 − 1 300 = −50 кВт·ч; за сентябрь 2026 г. начислено до показания 1 400, "
        "а оно потом исправлено на 1 300: лишние 100 кВт·ч вычтены — п. 61 Правил № 354 "
        f"{EDITION}.",
    ),
    (
        "true_up: exactly what was charged",
        0,
        "По показаниям за октябрь 2026 г. за 3 месяца (с августа по октябрь 2026 г.) израсходовано "
        "1 300 − 1 000 = 300 кВт·ч; за это время уже начислено 300 кВт·ч, доначислять нечего — "
        f"п. 42 Правил № 354 {EDITION}, {TRUED_UP}.",
    ),
    (
        "control: a controller read, the consumer did not",
        0,
        "По контрольным показаниям за октябрь 2026 г. израсходовано 1 250 − 1 100 = 150 кВт·ч — "
        f"п. 61 Правил № 354 {EDITION}.",
    ),
    (
        "control: the check finds less than was told",
        0,
        "По контрольным показаниям за октябрь 2026 г. счётчик показал меньше переданного: "
        f"1 100 − 1 400 = −300 кВт·ч — п. 61 Правил № 354 {EDITION}.",
    ),
    (
        "control: the check finds less than was told",
        2,
        "Возврат 50 кВт·ч за август 2026 г.: проверка в октябре 2026 г. нашла показания меньше "
        f"переданных, 1 100 − 1 400 = −300 кВт·ч — п. 61 Правил № 354 {EDITION}.",
    ),
    (
        "organisations: the transformation ratio",
        0,
        "По показаниям за октябрь 2026 г. израсходовано (10 450 − 10 200) × 40 = 10 000 кВт·ч — "
        f"п. 140 {SET_OF_442}.",
    ),
    (
        "organisations: a ratio with a fraction is rounded half up",
        0,
        "По показаниям за октябрь 2026 г. израсходовано (103 − 100) × 1,5 = 4,5, округлённо "
        f"5 кВт·ч — п. 140 {SET_OF_442}.",
    ),
    (
        "organisations: the same period of last year",
        0,
        "Показаний за октябрь 2026 г. до конца 1 ноября 2026 г. не было; начислено 4 000 кВт·ч, "
        f"как за октябрь 2025 г. — п. 166 {SET_OF_442}, первый период из двух.",
    ),
    (
        "organisations: the nearest readings lie three months apart",
        0,
        "Показаний за октябрь 2026 г. до конца 1 ноября 2026 г. не было; за октябрь 2025 г. своих "
        "показаний нет, начислено 500 кВт·ч, в среднем за 3 месяца по сентябрь 2026 г. "
        f"(1 500 кВт·ч) — п. 166 {SET_OF_442}, первый период из двух.",
    ),
    (
        "organisations: all hours of a leap February",
        0,
        "Показаний за февраль 2028 г. до конца 1 марта 2028 г. не было; начислено по максимальной "
        f"мощности: 10 кВт × 696 ч = 6 960 кВт·ч — п. 166 {SET_OF_442}, третий период подряд без "
        "показаний.",
    ),
    (
        "organisations: no meter",
        0,
        "Счётчика нет; начислено по максимальной мощности: 15 кВт × 300 ч = 4 500 кВт·ч — п. 166 "
        f"{SET_OF_442}.",
    ),
    (
        "organisations: a point on common property",
        0,
        "Показаний за октябрь 2026 г. (на 23–25 октября 2026 г.) до конца 26 октября 2026 г. не "
        f"было; начислено 200 кВт·ч, как за октябрь 2025 г. — п. 166 {SET_OF_442}, первый период "
        "из двух.",
    ),
]


@pytest.mark.parametrize(
    ("name", "place", "sentence"), SENTENCES, ids=[f"{s[0]}, {s[1]}" for s in SENTENCES]
)
def test_a_line_is_explained(name: str, place: int, sentence: str) -> None:
    assert told(lines_of(CASES[name])[place]) == sentence


def all_sentences() -> Iterator[str]:
    for case in CASES.values():
        yield from map(told, lines_of(case))


def test_every_line_of_every_case_names_its_law() -> None:
    for sentence in all_sentences():
        assert re.search(
            r" — п\. [0-9() «»абви]+ (Правил № 354|Основных положений № 442) ", sentence
        )
        assert re.search(r"\d\d\.\d\d\.\d{4}", sentence)
        assert sentence.endswith(".")
        assert "None" not in sentence


def test_nobody_is_said_to_be_obliged() -> None:
    """Submitting readings is a right (п. 33; H2)."""
    for sentence in all_sentences():
        assert not re.search("обязан|должен|должны|штраф|наруш", sentence)


def test_a_line_that_is_a_part_says_which() -> None:
    case = CASES["readings: a reading each month"]
    [portion] = portions(case.account, case.period, case.rules, case.policy, case.norm)
    sentence = told(line_of(portion, Zone.SINGLE, Decimal(100)))
    assert "= 150 кВт·ч; в этой строке 100 кВт·ч — п. 42" in sentence


def test_the_sentence_survives_storing_its_numbers_as_json() -> None:
    for case in CASES.values():
        for line in lines_of(case):
            numbers = json.loads(json.dumps(dict(line.portion.numbers)))
            stored = replace(line, portion=replace(line.portion, numbers=numbers))
            assert explain(stored) == explain(line)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 месяц"),
        (2, "2 месяца"),
        (4, "4 месяца"),
        (5, "5 месяцев"),
        (11, "11 месяцев"),
        (12, "12 месяцев"),
        (21, "21 месяц"),
        (22, "22 месяца"),
        (111, "111 месяцев"),
    ],
)
def test_months_agree_with_their_number(count: int, text: str) -> None:
    assert months(count) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_plural_takes_any_noun() -> None:
    assert [plural(n, "день", "дня", "дней") for n in (1, 3, 14, 101)] == [
        "день",
        "дня",
        "дней",
        "день",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1072", "1_072"),
        ("-1234567.50", "−1_234_567,5"),
        ("0", "0"),
        ("100", "100"),
        ("1E+3", "1_000"),
    ],
)
def test_numbers_are_written_the_russian_way(value: str, text: str) -> None:
    assert number(value) == text.replace("_", "\N{NO-BREAK SPACE}")
    assert kwh(value) == f"{number(value)}\N{NO-BREAK SPACE}кВт·ч"


def test_a_span_of_one_month_is_that_month() -> None:
    case = CASES["readings: a reading each month"]
    august = month_of(case.period).replace(month=8)
    assert span(august, august).replace("\N{NO-BREAK SPACE}", " ") == "август 2026 г."


def test_ordinals_beyond_a_year_are_figures() -> None:
    assert [ordinal(1), ordinal(12), ordinal(13)] == ["первый", "двенадцатый", "13-й"]
