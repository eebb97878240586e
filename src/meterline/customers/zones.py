"""Time zones and tariff zones as settings of a branch name them."""

from functools import cache
from zoneinfo import available_timezones

from meterline.language.zones import Zone


@cache
def is_time_zone(name: str) -> bool:
    """Whether the IANA data base knows `name`."""
    return name in available_timezones()


def parse_zone_order(text: str) -> tuple[Zone, ...]:
    """`day,night` as tariff zones. Raises ValueError with a reason in Russian."""
    known = {zone.value for zone in Zone}
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            raise ValueError(f"неизвестная зона «{name}»; бывают: {', '.join(sorted(known))}")
    if len(set(names)) < len(names):
        raise ValueError("зона названа дважды")
    return tuple(Zone(name) for name in names)
