"""The law as a branch applies it to a period: rules, prices, norms and settings in force."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import Q

from meterline.charging.law.facts import AccountFacts
from meterline.charging.law.norms import norm_of
from meterline.charging.law.policy import Policy
from meterline.charging.law.pricing import price
from meterline.charging.law.results import Charge
from meterline.charging.law.rule_sets import rules_for
from meterline.charging.law.rules import OrganisationRules, Rules
from meterline.charging.law.tariffs import BranchSheets
from meterline.charging.law.volumes import portions
from meterline.charging.models import BranchPolicy, Sheet
from meterline.charging.sheet_files import parse
from meterline.customers.models import Branch


@dataclass(frozen=True)
class Lawbook:
    """All that decides a charge besides the account's own facts."""

    period: date
    rules: Rules
    policy: Policy
    sheets: BranchSheets
    basis: str

    @property
    def months_averaged(self) -> int:
        """How many months of readings an average needs."""
        return self.rules.households.average_months

    @property
    def organisations(self) -> OrganisationRules:
        """Rules for organisations."""
        return self.rules.organisations

    def charge(self, account: AccountFacts) -> Charge:
        """Charge one account. Raises Mendable or CannotCharge."""
        norms = self.sheets.norms_on(self.period)
        norm = norm_of(norms, account.residents, account.rooms, account.electric_stove)
        found = portions(account, self.period, self.rules, self.policy, norm)
        return Charge(self.period, price(found, account, self.period, self.sheets, self.policy))


def lawbook(branch: Branch, period: date) -> Lawbook:
    """The law for a branch and period. Raises Mendable where no rules or prices are in force."""
    rows = list(
        Sheet.objects.current().filter(Q(branch=branch) | Q(branch=None)).order_by("valid_from")
    )
    parsed = [parse(row.content) for row in rows]
    rules = [one for one in parsed if isinstance(one, Rules)]
    policy = policy_of(branch, period)
    digests = [row.sha256 for row in rows]
    book = Lawbook(
        period=period,
        rules=rules_for(rules, period),
        policy=policy,
        sheets=BranchSheets((one for one in parsed if not isinstance(one, Rules)), branch.key),
        basis=sha256(repr((digests, policy)).encode()).hexdigest(),
    )
    book.sheets.tariffs_on(period)  # without prices not one account can be charged
    return book


def policy_of(branch: Branch, period: date) -> Policy:
    """A branch's settings in a period; the law's own where the branch has none."""
    row = BranchPolicy.objects.filter(branch=branch, valid_from__lte=period)
    latest = row.order_by("-valid_from").first()
    return latest.policy if latest else Policy()
