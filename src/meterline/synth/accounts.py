"""The accounts of a chunk, from their numbers to the last reading."""

from collections.abc import Iterator
from math import gcd
from random import Random

from meterline.synth import people
from meterline.synth.made import MadeAccount, MadeMeter, MadePoint
from meterline.synth.meters import Use, digits_of_household, fitted
from meterline.synth.plan import Chunk, MadeBranch, Plan
from meterline.synth.sending import Calendar, Sending, habit, sendings

ORGANISATIONS = 0.05
CLOSED, NO_METER, SECOND_METER, AUTOMATIC = 0.02, 0.008, 0.02, 0.05
WITH_PHONE, SHARED_PHONE, WITH_EMAIL = 0.6, 0.03, 0.15
SAME_CONTRACT, SEVERAL_POINTS, COMMON_PROPERTY = 0.2, 0.3, 0.15
RATIOS = (1, 1, 1, 20, 30, 40, 60)
MAX_POWER_HOURS = 280
"""What organisations agree upon, and what their maximum power is made to fit."""


def numbers(plan: Plan, digits: int) -> "Numbers":
    """The accounts' numbers of a length; none comes twice, whatever their branch."""
    return Numbers(digits, Random(f"{plan.seed} {digits}"))


class Numbers:
    """A shuffling of all numbers of a length that need not be kept: an affine map."""

    def __init__(self, digits: int, chance: Random) -> None:
        self._least, self._count = 10 ** (digits - 1), 9 * 10 ** (digits - 1)
        self._start = chance.randrange(self._count)
        self._step = chance.randrange(self._count // 4, self._count // 2)
        while gcd(self._step, self._count) > 1:
            self._step += 1

    def of(self, place: int) -> str:
        """The number of the account that is so far from the first."""
        return str(self._least + (self._start + self._step * place) % self._count)


def accounts(plan: Plan, chunk: Chunk, calendar: Calendar) -> Iterator[MadeAccount]:
    """The accounts of a chunk; `calendar` is its branch's."""
    maker = _Maker(chunk.branch, calendar, chunk.chance(plan))
    of_branch = numbers(plan, chunk.branch.account_digits)
    for place in range(chunk.first, chunk.end):
        yield maker.make(of_branch.of(place))


class _Maker:
    """Makes one account after another; some share a telephone or a contract with the last."""

    def __init__(self, branch: MadeBranch, calendar: Calendar, chance: Random) -> None:
        self._branch, self._calendar, self._chance = branch, calendar, chance
        self._last_phone = ""
        self._last_contract: tuple[str, str] | None = None

    def make(self, number: str) -> MadeAccount:
        """The next account."""
        organisation = self._chance.random() < ORGANISATIONS
        made = self._organisation(number) if organisation else self._household(number)
        if self._chance.random() < CLOSED:
            made.closed = True
            half = len(self._calendar.months) // 2
            for meter in made.meters:
                meter.readings = tuple(
                    one for one in meter.readings if one.period < self._calendar.months[half]
                )
        return made

    def _household(self, number: str) -> MadeAccount:
        chance = self._chance
        meters: list[MadeMeter] = []
        sent, automatic = self._sent(organisation=False)
        metered = chance.random() >= NO_METER
        for _ in range(1 + (chance.random() < SECOND_METER) if metered else 0):
            meters += fitted(self._household_use(automatic), "", sent, self._calendar, chance)
        made = self._account(number, people.person(chance), tuple(meters))
        made.residents, made.rooms = 1 + int(chance.random() * 5), 1 + int(chance.random() * 4)
        made.electric_stove = chance.random() < 0.5
        made.electric_heating = chance.random() < 0.08
        made.tariff_group = "rural" if chance.random() < 0.25 else ""
        made.meter_can_be_fitted = metered or chance.random() < 0.7
        return made

    def _household_use(self, automatic: bool) -> Use:
        chance = self._chance
        kind = chance.random()
        zones = 1 if kind < 0.84 else 2 if kind < 0.97 else 3
        # An automatic meter is a new one.
        digits = 6 if automatic else digits_of_household(chance)
        return Use(chance.lognormvariate(5.2, 0.5), zones, digits, automatic=automatic)

    def _organisation(self, number: str) -> MadeAccount:
        chance = self._chance
        ratio = RATIOS[int(chance.random() * len(RATIOS))]
        sent, automatic = self._sent(organisation=True)
        use = Use(chance.lognormvariate(6, 0.7), 1 + (chance.random() < 0.2), 6, ratio, automatic)
        power = max(5, round(use.monthly * ratio * 2 / MAX_POWER_HOURS))
        points = self._points(power)
        meters: list[MadeMeter] = []
        for name in [point.name for point in points] or [""]:
            meters += fitted(use, name, sent, self._calendar, chance)
        made = self._account(number, people.organisation(chance), tuple(meters))
        made.organisation, made.points = True, points
        made.max_power_kw, made.max_power_hours = power, MAX_POWER_HOURS
        self._contract(made)
        return made

    def _points(self, power: int) -> tuple[MadePoint, ...]:
        kind = self._chance.random()
        if kind < SEVERAL_POINTS:
            count = 2 + int(self._chance.random() * 3)
            return tuple(MadePoint(f"Ввод {at}", power, False) for at in range(1, count + 1))
        if kind < SEVERAL_POINTS + COMMON_PROPERTY:
            return (MadePoint("Нежилое помещение", power, True),)
        return ()

    def _contract(self, made: MadeAccount) -> None:
        """A contract of its own, or the same as the organisation before it."""
        if self._last_contract and self._chance.random() < SAME_CONTRACT:
            made.contract, made.name = self._last_contract
            return
        made.contract = f"{self._branch.key[:3].upper()}-{made.number}"
        self._last_contract = made.contract, made.name

    def _sent(self, *, organisation: bool) -> tuple[list[Sending], bool]:
        chance = self._chance
        automatic = chance.random() < AUTOMATIC
        share = habit(chance, organisation)
        return sendings(share, automatic, self._calendar, chance), automatic

    def _account(
        self, number: str, who: people.Person, meters: tuple[MadeMeter, ...]
    ) -> MadeAccount:
        chance = self._chance
        town = self._branch.towns[int(chance.random() * len(self._branch.towns))]
        return MadeAccount(
            number=number,
            branch=self._branch.key,
            organisation=False,
            name=who.name,
            address=people.address(town, chance),
            residents=None,
            rooms=None,
            electric_stove=False,
            electric_heating=False,
            tariff_group="",
            max_power_kw=None,
            max_power_hours=None,
            meter_can_be_fitted=True,
            contract="",
            closed=False,
            phone=self._phone(who),
            email=who.email if chance.random() < WITH_EMAIL else "",
            points=(),
            meters=meters,
        )

    def _phone(self, who: people.Person) -> str:
        kind = self._chance.random()
        if kind >= WITH_PHONE:
            return ""
        if self._last_phone and kind < SHARED_PHONE:
            return self._last_phone
        self._last_phone = who.phone
        return who.phone
