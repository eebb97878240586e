"""Cases of the law written by hand (law_cases/*.yaml) as facts and expected portions.

A value is `1250`, for several zones in the meter's order `100/50`; a reading `1250 control`.
`2026-01..2026-09: 1000 +150` is a reading each month. A charge is `2026-09 average 150`, used
in another month `2026-10 actual 40 for 2026-09`, at another point `… @2`; `2026-09 actual 100
to 1100` went up to what the meter showed then, `to 1100 #1` another meter than the last one.
What is expected:
`2026-10 average H6 not_sent 153`, with `x1.5` and `@2` where they are not 1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from meterline.charging.law.facts import (
    AccountFacts,
    Act,
    Charged,
    Ground,
    Kind,
    MeterFacts,
    Missed,
    OnRecord,
    PointFacts,
    Reason,
    Shown,
    Taken,
)
from meterline.charging.law.policy import Policy, TrueUp
from meterline.charging.law.results import Portion
from meterline.charging.law.rules import Rules
from meterline.charging.sheet_files import BUILT_IN, read
from meterline.charging.sheet_files import parse as parse_sheet
from meterline.language.zones import Zone
from meterline.readings.periods import shift

FOLDER = Path(__file__).parent / "law_cases"
NOW = "2017-01-01"


@dataclass(frozen=True)
class Case:
    """One case: the facts, and the portions or the error that come of them."""

    name: str
    rules_named: tuple[str, ...]
    account: AccountFacts
    period: date
    rules: Rules
    policy: Policy
    norm: Decimal | None
    expected: tuple[str, ...]
    fails: str


def rules_of(edition: str = NOW) -> Rules:
    """A set of rules that comes with the program, by its date."""
    rules = parse_sheet(read(BUILT_IN / "rules" / f"{edition}.toml").content)
    assert isinstance(rules, Rules)
    return rules


def cases() -> Iterator[Case]:
    """All cases of all files."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for raw in yaml.safe_load(path.read_text()):
            yield read_case(path.stem, raw)


KNOWN = {
    "case", "rules", "why", "period", "edition", "policy", "norm", "expect", "fails",
    "organisation", "points", "meters", "meter", "charged", "fitting", "hours", "power",
    "common_property",
}  # fmt: skip


def read_case(file: str, raw: Mapping[str, Any]) -> Case:
    """A case as a file tells it."""
    assert set(raw) <= KNOWN, set(raw) - KNOWN
    assert raw["why"]
    norm = raw.get("norm", 246)
    return Case(
        name=f"{file}: {raw['case']}",
        rules_named=tuple(raw["rules"]),
        account=_account(raw),
        period=month(raw["period"]),
        rules=rules_of(str(raw.get("edition", NOW))),
        policy=_policy(raw.get("policy", {})),
        norm=None if norm is None else Decimal(str(norm)),
        expected=tuple(raw.get("expect", ())),
        fails=raw.get("fails", ""),
    )


def _policy(raw: Mapping[str, Any]) -> Policy:
    return Policy(
        true_up=TrueUp(raw.get("true_up", "full")),
        spread=raw.get("spread", False),
        expired_capped=raw.get("expired_capped", False),
    )


def _account(raw: Mapping[str, Any]) -> AccountFacts:
    points = raw.get("points") or [{"key": 1, "meters": raw.get("meters") or [raw["meter"]]}]
    made = tuple(_point(each, raw) for each in points if each != "none")
    by_key = {point.key: point for point in made}
    return AccountFacts(
        organisation=raw.get("organisation", False),
        points=made,
        residents=3,
        max_power_hours=raw.get("hours"),
        meter_can_be_fitted=raw.get("fitting", True),
        charged=tuple(_charged(text, by_key) for text in raw.get("charged", ())),
    )


def _point(raw: Mapping[str, Any], case: Mapping[str, Any]) -> PointFacts:
    power = raw.get("power", case.get("power"))
    return PointFacts(
        key=raw["key"],
        name=raw.get("name", ""),
        meters=tuple(_meter(key, each) for key, each in enumerate(raw["meters"], 1) if each),
        max_power_kw=None if power is None else Decimal(str(power)),
        common_property=raw.get("common_property", case.get("common_property", False)),
    )


def _meter(key: int, raw: Mapping[str, Any]) -> MeterFacts:
    zones = tuple(Zone(each) for each in raw.get("zones", "single").split("/"))
    return MeterFacts(
        key=raw.get("key", key),
        serial=f"С-{raw.get('key', key)}",
        digits=raw.get("digits", 5),
        zones=zones,
        readings=tuple(_readings(raw.get("readings", {}), zones)),
        missed=tuple(Missed(month(m), Reason(r)) for m, r in raw.get("missed", {}).items()),
        acts=tuple(_act(text) for text in raw.get("acts", ())),
        ratio=Decimal(str(raw.get("ratio", 1))),
        installed=raw.get("installed"),
        removed=raw.get("removed"),
        opening=_shown(raw.get("opening"), zones),
        closing=_shown(raw.get("closing"), zones),
        verified_until=raw.get("verified_until"),
    )


def _readings(raw: Mapping[str, Any], zones: tuple[Zone, ...]) -> Iterator[Taken]:
    for months, told in raw.items():
        first, _, last = months.partition("..")
        value, *words = str(told).split()
        step = int(words.pop()) if words and words[-1].startswith("+") else 0
        kind = Kind(words[0]) if words else Kind.ACTUAL
        at, shown = month(first), _shown(value, zones)
        while at <= month(last or first):
            yield Taken(at, shown, kind)
            at, shown = shift(at, 1), {zone: value + step for zone, value in shown.items()}


def _shown(value: object, zones: tuple[Zone, ...]) -> Shown:
    if value is None:
        return {}
    return dict(zip(zones, map(int, str(value).split("/")), strict=True))


def _act(text: str) -> OnRecord:
    day, act = text.split()
    return OnRecord(Act(act), date.fromisoformat(day))


def _charged(text: str, points: Mapping[int, PointFacts]) -> Charged:
    text, point = _at_point(text)
    text, _, number = text.partition("#")
    period, ground, energy, *words = text.split()
    more = dict(zip(words[::2], words[1::2], strict=True))
    meters = {meter.key: meter for meter in points[point].meters}
    meter = meters[int(number)] if number else list(meters.values())[-1]
    return Charged(
        month(period),
        month(more.get("for", period)),
        point,
        Ground(ground),
        dict(zip(meter.zones, map(Decimal, energy.split("/")), strict=True)),
        meter.key if "to" in more else None,
        _shown(more.get("to"), meter.zones) or None,
    )


def _at_point(text: str) -> tuple[str, int]:
    words, _, point = text.partition("@")
    return words.strip(), int(point or 1)


def month(text: object) -> date:
    """`2026-10` as the first day."""
    return date.fromisoformat(f"{text}-01")


def told(portion: Portion, account: AccountFacts) -> str:
    """A portion as a case writes it."""
    zones = [z for p in account.points if p.key == portion.point for m in p.meters for z in m.zones]
    ordered = sorted(portion.energy, key=[*zones, *Zone].index)
    words = [
        f"{portion.month:%Y-%m}",
        portion.ground.value,
        portion.rule,
        *([portion.reason.value] if portion.reason else []),
        "/".join(f"{portion.energy[zone].normalize():f}" for zone in ordered),
        *([f"x{portion.coefficient}"] if portion.coefficient != 1 else []),
        *([f"@{portion.point}"] if portion.point != 1 else []),
    ]
    return " ".join(words)
