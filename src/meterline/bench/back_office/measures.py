"""What is measured, in which unit, and what is wanted at which size."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """The most that a figure may be in a company of so many accounts on a kind of database."""

    most: float
    accounts: int
    vendor: str


@dataclass(frozen=True)
class Measure:
    """A figure by its key, as people read it."""

    key: str
    name: str
    unit: str
    wanted: tuple[Wanted, ...] = ()

    def wanted_at(self, accounts: int, vendor: str) -> float | None:
        """What is wanted at a size."""
        found = (
            one.most for one in self.wanted if (one.accounts, one.vendor) == (accounts, vendor)
        )
        return next(found, None)


SQLITE, POSTGRESQL = "sqlite", "postgresql"
SMALL, LARGE = 200_000, 2_500_000

_LOOK_UP = (Wanted(5, LARGE, POSTGRESQL),)
_MONTH = (Wanted(60, SMALL, SQLITE), Wanted(15 * 60, LARGE, POSTGRESQL))

MEASURES = (
    Measure("import_s", "import of customers and meters", "s", (Wanted(60, SMALL, SQLITE),)),
    Measure("import_ms_an_account", "… an account", "ms"),
    Measure("import_mb", "… memory", "MB"),
    Measure("import_readings_s", "import of 100,000 readings", "s"),
    Measure("synth_s", "the made-up company", "s"),
    Measure("database_mb", "… its database", "MB"),
    Measure("account_p50_ms", "look-up of an account, median", "ms"),
    Measure("account_p99_ms", "… 99 %", "ms", _LOOK_UP),
    Measure("phone_p50_ms", "accounts of a phone, median", "ms"),
    Measure("phone_p99_ms", "… 99 %", "ms", _LOOK_UP),
    Measure("search_p50_ms", "search by any part, median", "ms"),
    Measure("search_max_ms", "… longest", "ms"),
    Measure("submit_p50_ms", "a reading submitted, median", "ms"),
    Measure("submit_p99_ms", "… 99 %", "ms"),
    Measure("first_month_s", "charges of a first month", "s", _MONTH),
    Measure("month_s", "charges of the next month", "s", _MONTH),
    Measure("month_cpu_s", "… processor time", "s"),
    Measure("month_ms_an_account", "… an account", "ms"),
    Measure("month_mb", "… memory", "MB", (Wanted(1024, LARGE, POSTGRESQL),)),
    Measure("month_server_mb", "… memory of PostgreSQL", "MB"),
    Measure("uncharged", "… accounts not charged", "", ()),
    Measure("again_s", "the same month again", "s"),
    Measure("again_changed", "… charges that came out otherwise", "", ()),
    Measure("verify_history_s", "journal: 100,000 readings of a history", "s"),
    Measure("verify_entries_s", "journal: 100,000 transmissions", "s"),
)
