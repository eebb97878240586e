"""What the caller has claimed about one account: who, where, how much."""

from dataclasses import dataclass, replace

from meterline.dialogue.facts import AccountFacts, Checked, MeterValue
from meterline.language.turn import ReadingHeard
from meterline.language.zones import Zone

Register = tuple[str, Zone]
"""A register of the account: the meter's serial and the zone."""


@dataclass(frozen=True)
class Placed:
    """A value heard and attributed to its register. `digits` as said, leading zeros kept."""

    serial: str
    zone: Zone
    digits: str
    doubtful: bool = False

    @property
    def register(self) -> Register:
        """Which register it belongs to."""
        return self.serial, self.zone

    @property
    def meter_value(self) -> MeterValue:
        """The value as it would be stored."""
        return MeterValue(self.serial, self.zone, int(self.digits))


@dataclass(frozen=True)
class Claim:
    """One account's dictation so far.

    `account` is what was heard, `facts` what the company knows of it (None until looked
    up). `given` says that the account was said or keyed in this call, `linked` that it
    came from the caller's number. `prefix` is a beginning of an account that was too
    short. `named` are the words of turns with a name that no account was known for.
    `loose` readings wait for the account to tell their registers, `spare` ones fitted
    none of this account's. `questioned` values were asked about, `settled` ones need no more
    questions, `insisted` ones go to a person. `spelled` reads back digit by digit (after a «нет»).
    """

    account: str | None = None
    facts: AccountFacts | None = None
    given: bool = False
    linked: bool = False
    doubtful: bool = False
    prefix: str = ""
    named: tuple[str, ...] = ()
    name_agrees: bool | None = None
    name_settled: bool = False
    mismatch_told: bool = False
    loose: tuple[ReadingHeard, ...] = ()
    spare: tuple[ReadingHeard, ...] = ()
    values: tuple[Placed, ...] = ()
    introduced: bool = False
    checked: tuple[Checked, ...] | None = None
    questioned: tuple[MeterValue, ...] = ()
    settled: tuple[MeterValue, ...] = ()
    insisted: tuple[MeterValue, ...] = ()
    replaced: bool = False
    spelled: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing that the caller said is here: a linked phone alone is not a claim."""
        return not (self.loose or self.values or (self.account and self.given) or self.prefix)

    @property
    def verified(self) -> bool:
        """The account was given in this call and the name agreed (rules of personal data)."""
        return self.given and self.facts is not None and self.name_agrees is True

    @property
    def review(self) -> bool:
        """Whether a person must look: the caller insisted on something implausible."""
        return self.replaced or any(v in self.insisted for v in self.meter_values)

    @property
    def meter_values(self) -> tuple[MeterValue, ...]:
        """The values as they would be stored, in the order of the bill."""
        return tuple(p.meter_value for p in self.in_order)

    @property
    def in_order(self) -> tuple[Placed, ...]:
        """The values in the order of the account's meters and registers."""
        by_register = {p.register: p for p in self.values}
        return tuple(by_register[r] for r in self.registers if r in by_register)

    @property
    def registers(self) -> tuple[Register, ...]:
        """All registers of the account in the order of the bill."""
        meters = self.facts.meters if self.facts else ()
        return tuple((m.serial, r.zone) for m in meters for r in m.registers)

    @property
    def missing(self) -> tuple[Register, ...]:
        """Registers without a value."""
        placed = {p.register for p in self.values}
        return tuple(r for r in self.registers if r not in placed)

    def with_values(self, *values: Placed) -> "Claim":
        """`values` in place of what their registers held; every check is to be made anew."""
        new = {p.register: p for p in values}
        kept = tuple(p for p in self.values if p.register not in new)
        return replace(self, values=kept + tuple(new.values()), checked=None)

    def without_value(self, register: Register) -> "Claim":
        """The value of one register given up."""
        return replace(
            self, values=tuple(p for p in self.values if p.register != register), checked=None
        )

    def without_values(self) -> "Claim":
        """All values given up."""
        return replace(self, values=(), loose=(), spare=(), checked=None)

    def settle(self, *values: MeterValue, insisted: bool) -> "Claim":
        """No more questions about `values`; `insisted` sends them to a person."""
        more = values if insisted else ()
        return replace(self, settled=self.settled + values, insisted=self.insisted + more)
