"""A company that answers the conversation's actions out of `company.yaml` beside it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from meterline.dialogue.actions import Action, CheckValues, FindAccount, LinkPhone, StoreValues
from meterline.dialogue.events import (
    AccountsFound,
    Event,
    PhoneLinked,
    ValuesChecked,
    ValuesRefused,
    ValuesStored,
)
from meterline.dialogue.facts import (
    AccountFacts,
    AccountState,
    BranchFacts,
    CallFacts,
    Checked,
    DraftFacts,
    Finding,
    MeterValue,
    OfficeHours,
    Receipt,
    Refusal,
)
from meterline.language.turn import MeterExpected, RegisterExpected
from meterline.language.zones import Zone

DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("company.yaml").read_text("utf-8"))


class FakeCompany:
    """Knows accounts, checks values by simple rules and keeps what was stored."""

    def __init__(
        self, operators_open: bool = True, receipt: Mapping[str, Any] | None = None
    ) -> None:
        self._open = operators_open
        self._receipt = dict(receipt or {})
        self.branches = {key: self._branch(key, data) for key, data in DATA["branches"].items()}
        self.accounts = {n: self._account(n, data) for n, data in DATA["accounts"].items()}
        self.stored: list[StoreValues] = []
        self.linked: list[str] = []

    def call(
        self,
        branch: str | None = "khakassia",
        linked: Sequence[str] = (),
        reference: str = "77",
        **more: Any,
    ) -> CallFacts:
        """A call from a number of `branch`, linked to some accounts; `more` are further facts."""
        draft, reminder = more.pop("draft", None), more.pop("reminder", None)
        return CallFacts(
            "+79130000000",
            "8800",
            self.branches[branch] if branch else None,
            self._branch("company", {"account_digits": 12}),
            tuple(self.accounts[number] for number in linked),
            reference,
            regions=() if branch else tuple(self.branches.values()),
            draft=self._draft(draft) if draft else None,
            reminder=self.accounts[reminder] if reminder else None,
            hours_said=frozenset({8, 17, 20}),
            **more,
        )

    def _draft(self, left: Mapping[str, Any]) -> DraftFacts:
        values = tuple(
            MeterValue(serial, Zone(zone), value)
            for serial, zones in left.get("values", {}).items()
            for zone, value in zones.items()
        )
        account = self.accounts[left["account"]]
        return DraftFacts(account, values, left.get("name_confirmed", False))

    def answer(self, action: Action) -> Event | None:
        """The event that answers an action, if the company answers it."""
        match action:
            case FindAccount(account):
                return self._found(account)
            case CheckValues() | StoreValues():
                return self._submitted(action)
            case LinkPhone(account):
                self.linked.append(account)
                return PhoneLinked()
            case _:
                return None

    def _found(self, number: str) -> AccountsFound:
        under = tuple(self.accounts[one] for one in DATA["contracts"].get(number, ()))
        if len(under) == 1:
            return AccountsFound(number, under[0])
        return AccountsFound(number, self.accounts.get(number), under)

    def _submitted(self, action: CheckValues | StoreValues) -> Event:
        refusal = self._refusal(action)
        if refusal:
            return ValuesRefused(action.account, refusal, self.accounts.get(action.account))
        if isinstance(action, CheckValues):
            return ValuesChecked(self.check(action.account, action.values))
        self.stored.append(action)
        data = {"number": f"26110{len(self.stored)}", "consumption": 345, **self._receipt}
        return ValuesStored(Receipt(**data))

    def change(self, account: str, **fields: Any) -> None:
        """A clerk's change: `state`, `meters` (as in `company.yaml`), or `deleted`."""
        if fields.get("deleted"):
            del self.accounts[account]
            return
        data = DATA["accounts"][account] | fields
        self.accounts[account] = self._account(account, data)

    def _refusal(self, action: CheckValues | StoreValues) -> Refusal | None:
        facts = self.accounts.get(action.account)
        if facts is None:
            return Refusal.UNKNOWN_ACCOUNT
        if facts.state is AccountState.CLOSED:
            return Refusal.CLOSED
        registers = {(m.serial, r.zone) for m in facts.meters for r in m.registers}
        if facts.state is AccountState.SMART:
            return Refusal.UNKNOWN_REGISTER
        if not {(v.serial, v.zone) for v in action.values} <= registers:
            return Refusal.UNKNOWN_REGISTER
        shown = all(self._shown(action.account, v) for v in action.values)
        return None if shown or isinstance(action, CheckValues) else Refusal.IMPLAUSIBLE

    def _shown(self, account: str, value: MeterValue) -> bool:
        return value.value < 10 ** self._register(account, value).digits

    def check(self, account: str, values: Sequence[MeterValue]) -> tuple[Checked, ...]:
        """Findings by the history in `company.yaml`; zones swapped are told as such."""
        lasts = {v: self._register(account, v) for v in values}
        if swapped := self._swapped(values, lasts):
            return swapped
        return tuple(self._checked(v, lasts[v]) for v in values)

    def _checked(self, value: MeterValue, register: RegisterExpected) -> Checked:
        last, monthly = register.last or 0, register.monthly or 0.0
        used, limit = value.value - last, 3 * monthly + 100
        if len(str(value.value)) > register.digits:
            return Checked(value, Finding.TOO_MANY_DIGITS, last, None)
        if used < 0:
            turned = used + 10**register.digits
            found = Finding.ROLL_OVER if turned <= limit else Finding.LOWER
            return Checked(value, found, last, None)
        if used <= limit:
            return Checked(value, Finding.FINE if used else Finding.SAME, last, used)
        shorter = value.value // 10
        if 0 <= shorter - last <= limit:
            return Checked(value, Finding.COMMA, last, used, shorter)
        return Checked(value, Finding.TOO_HIGH, last, used)

    def _swapped(
        self, values: Sequence[MeterValue], registers: Mapping[MeterValue, RegisterExpected]
    ) -> tuple[Checked, ...]:
        if len(values) != 2 or values[0].serial != values[1].serial:
            return ()
        one, two = values
        crossed = [
            self._checked(MeterValue(a.serial, a.zone, b.value), registers[a])
            for a, b in ((one, two), (two, one))
        ]
        straight = [self._checked(v, registers[v]).finding for v in values]
        if straight == [Finding.FINE] * 2 or any(c.finding is not Finding.FINE for c in crossed):
            return ()
        return tuple(
            Checked(a, Finding.SWAPPED, registers[a].last, None, b.value)
            for a, b in ((one, two), (two, one))
        )

    def _register(self, account: str, value: MeterValue) -> RegisterExpected:
        (meter,) = [m for m in self.accounts[account].meters if m.serial == value.serial]
        (register,) = [r for r in meter.registers if r.zone == value.zone]
        return register

    def _branch(self, key: str, data: Mapping[str, Any]) -> BranchFacts:
        return BranchFacts(
            key,
            data["account_digits"],
            self._open,
            f"sip:operator-{key}@example.org",
            f"sip:dispatcher-{key}@example.org",
            data.get("name_unconfirmed_allowed", True),
            window_open=True,
            window_last_day=25,
            hours=OfficeHours(**data["hours"]) if "hours" in data else None,
            dispatcher_number=data.get("dispatcher_number", ""),
        )

    def _account(self, number: str, data: Mapping[str, Any]) -> AccountFacts:
        meters = tuple(
            MeterExpected(
                serial,
                tuple(
                    RegisterExpected(Zone(zone), digits, last, monthly)
                    for zone, (digits, last, monthly) in registers.items()
                ),
            )
            for serial, registers in data["meters"].items()
        )
        return AccountFacts(
            number,
            self.branches[data["branch"]],
            data["name"],
            data.get("organisation", False),
            meters,
            AccountState(data.get("state", "active")),
            data.get("last_day", 25),
        )
