"""What holds for all points of an account: rules, policy, the account's norm."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meterline.charging.law.facts import AccountFacts
from meterline.charging.law.policy import Policy
from meterline.charging.law.rules import Rules


@dataclass(frozen=True, slots=True)
class Terms:
    """By what an account is charged in a period; `norm` is kWh a month of all its people."""

    account: AccountFacts
    period: date
    rules: Rules
    policy: Policy
    norm: Decimal | None

    def numbers(self) -> dict[str, str | int | None]:
        """What every sentence tells: the decree, the period and the set of rules."""
        return {
            "decree": 442 if self.account.organisation else 354,
            "period": self.period.isoformat(),
            "edition": self.rules.edition,
            "valid_from": self.rules.valid_from.isoformat(),
        }
