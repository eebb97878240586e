"""What is handed in, what comes back, and why something is refused."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from meterline.readings.checks import Checked, MeterValue
from meterline.readings.models import Source


class NotAccepted(Exception):
    """A submission that was not stored. `str()` of it is a Russian sentence for the consumer."""


class UnknownAccount(NotAccepted):
    """No account has this number."""

    def __init__(self) -> None:
        super().__init__("Такого лицевого счёта нет.")


class AccountClosed(NotAccepted):
    """No readings are taken for a closed account."""

    def __init__(self) -> None:
        super().__init__("Лицевой счёт закрыт, показания по нему не принимаются.")


class UnknownRegister(NotAccepted):
    """The account has no such meter, or the meter no such zone."""

    def __init__(self) -> None:
        super().__init__("У лицевого счёта нет такого счётчика или такой зоны.")


class NothingGiven(NotAccepted):
    """A submission without values, or with two for one register."""

    def __init__(self) -> None:
        super().__init__("Назовите по одному значению для каждой шкалы счётчика.")


class MeterIsAutomatic(NotAccepted):
    """The meter sends its readings itself (rule H19): nobody else's are stored."""

    def __init__(self) -> None:
        super().__init__("Показания этого счётчика передаёт сам счётчик, сообщать их не нужно.")


class ComputedIsNoReading(NotAccepted):
    """A computed value was handed in as if it had been read."""

    def __init__(self) -> None:
        super().__init__("Расчётное значение не принимается как показание.")


class Implausible(NotAccepted):
    """Values that the history does not bear out; `checked` says which and what may be meant."""

    def __init__(self, checked: tuple[Checked, ...]) -> None:
        super().__init__("Показания не согласуются с прежними, проверьте их.")
        self.checked = checked


@dataclass(frozen=True)
class Submission:
    """Values for one account, from any channel.

    `author` is who gave them (a person's login, a robot's name), `call` or `evidence` what
    proves it, `evidence_sha256` the hash of the evidence's file where there is one. A value
    of the company's own (`OWN`) is received when it was taken. The same `key` brings the
    same receipt again; a call's submissions need none. `insisted` stores implausible values
    for a person to look at.
    """

    account: str
    values: tuple[MeterValue, ...]
    source: Source
    received_at: datetime
    author: str = ""
    call: UUID | None = None
    evidence: str = ""
    evidence_sha256: str = ""
    key: str | None = None
    name_confirmed: bool = True
    insisted: bool = False

    @property
    def once(self) -> str | None:
        """The key under which this very submission is stored once."""
        if self.key is not None:
            return digest("key", self.source, self.key)
        if self.call is None:
            return None
        said = sorted((one.serial, one.zone.value, one.value) for one in self.values)
        return digest("call", str(self.call), self.account, repr(said))


@dataclass(frozen=True)
class Accepted:
    """What was stored. `consumption` is in kWh, None where there was nothing to compare with.

    `months_missed` is how many billing periods before this one have no reading,
    `verification_expired` whether a meter's verification (поверка) is over.
    """

    number: str
    consumption: int | None
    late: bool
    early: bool
    duplicate: bool
    under_review: bool
    months_missed: int = 0
    verification_expired: bool = False
    organisation: bool = False


def digest(*parts: str) -> str:
    """A short name for some texts, the same for the same texts."""
    return sha256("\0".join(parts).encode()).hexdigest()
