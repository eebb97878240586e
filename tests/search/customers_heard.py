"""The customers of these tests."""

from meterline.ears.base import CustomerBase
from meterline.language.turn import Candidate, MeterExpected, RegisterExpected
from meterline.language.zones import Zone


def register(zone: Zone, last: int | None, digits: int = 6) -> RegisterExpected:
    return RegisterExpected(zone, digits, last, 250.0, 1.0)


def person(account: str, name: str, *meters: MeterExpected) -> Candidate:
    return Candidate(account, name, False, meters)


def single(serial: str, last: int | None, digits: int = 6) -> MeterExpected:
    return MeterExpected(serial, (register(Zone.SINGLE, last, digits),))


SINGLE = person("722818662011", "Симонов Фирс Эдгарович", single("68596608", 165013))
DAY_NIGHT = person(
    "4006520506",
    "Куулар Айлана Ооржаковна",
    MeterExpected("57325532", (register(Zone.DAY, 10500), register(Zone.NIGHT, 47200))),
)
PEAK = person(
    "2010904361",
    "Осипов Эрнст Ефремович",
    MeterExpected(
        "90674962",
        (
            register(Zone.PEAK, 40800),
            register(Zone.HALF_PEAK, 25600),
            register(Zone.NIGHT, 15500),
        ),
    ),
)
PHARMACY = Candidate("366394046892", "Аптека «Алтай»", True, (single("43043691", 411900),))
ORCHARD = Candidate("6151326609", "СНТ «Дружба»", True, (single("55110022", 70100),))
SCHOOL = Candidate("9048493707", "МБОУ «Школа № 115»", True, (single("05918233", 246900),))
TWO_METERS = person(
    "501613190450",
    "Цыренова Дарима Баировна",
    single("11112222", 8000, 5),
    single("33334444", 52000, 5),
)
NEW_METER = person("426002592", "Потапова Марина Натановна", single("64608396", None, 5))
SHORT = person("4260025", "Ким Олег Ильич", single("70707070", 1200, 5))

EVERYBODY = (
    SINGLE, DAY_NIGHT, PEAK, PHARMACY, ORCHARD, SCHOOL, TWO_METERS, NEW_METER, SHORT,
)  # fmt: skip

BY_NAME = {
    "single": SINGLE,
    "day_night": DAY_NIGHT,
    "peak": PEAK,
    "two_meters": TWO_METERS,
    "new_meter": NEW_METER,
}


def base() -> CustomerBase:
    return CustomerBase.build(EVERYBODY)
