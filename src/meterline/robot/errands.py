"""What the conversation wants of the company's data, asked off the loop and in time."""

import asyncio

import structlog

from meterline.dialogue import actions as act
from meterline.dialogue import events as ev
from meterline.robot.company import Company, CompanyUnavailable, NotStored

log = structlog.get_logger()

COMPANY_SECONDS = 4.0
"""How long the company's data may keep a caller waiting before it counts as down."""

Errand = act.FindAccount | act.CheckValues | act.StoreValues | act.KeepDraft


async def run_errand(company: Company, call: str, errand: Errand) -> ev.Event | None:
    """Carry an errand out; the event that answers it, PartFailed if the company is down."""
    try:
        return await asyncio.wait_for(
            asyncio.to_thread(_answer, company, call, errand), COMPANY_SECONDS
        )
    except (CompanyUnavailable, NotStored, TimeoutError) as failure:
        log.warning("errand failed", call=call, errand=type(errand).__name__, reason=repr(failure))
        return ev.PartFailed("company")


def _answer(company: Company, call: str, errand: Errand) -> ev.Event | None:
    match errand:
        case act.FindAccount():
            return ev.AccountsFound(errand.account, company.find_account(errand.account))
        case act.CheckValues():
            return ev.ValuesChecked(company.check(errand.account, errand.values))
        case act.StoreValues():
            receipt = company.store(
                call,
                errand.account,
                errand.values,
                name_confirmed=errand.name_confirmed,
                review=errand.review,
            )
            return ev.ValuesStored(receipt)
        case act.KeepDraft():
            company.keep_draft(call, errand.account, errand.values, errand.heard)
    return None
