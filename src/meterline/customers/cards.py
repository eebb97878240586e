"""Plain facts of the customer base, as of a moment."""

from dataclasses import dataclass

from meterline.language.zones import Zone


@dataclass(frozen=True)
class BranchCard:
    """A branch at a moment, its own hours, window and time zone already applied."""

    key: str
    name: str
    account_digits: int
    operators_open: bool
    operator_sip: str
    dispatcher_sip: str
    name_unconfirmed_allowed: bool
    zone_order: tuple[Zone, ...]
    window_open: bool
    window_first_day: int
    window_last_day: int
    hours_workday: str
    hours_window: str
    dispatcher_number: str
