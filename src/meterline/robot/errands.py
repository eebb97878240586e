"""What the conversation wants of the company's data, asked off the loop and in time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

from meterline.dialogue import actions as act
from meterline.dialogue import events as ev
from meterline.robot.company import Company, CompanyUnavailable, NotStored

log = structlog.get_logger()

COMPANY_SECONDS = 4.0
"""How long the company's data may keep a caller waiting before it counts as down."""

THREADS = ThreadPoolExecutor(8, "company")
"""Apart from the loop's own threads, so that a slow database holds up nobody's audio."""

P = ParamSpec("P")
R = TypeVar("R")

Errand = (
    act.FindAccount
    | act.CheckValues
    | act.StoreValues
    | act.KeepDraft
    | act.LinkPhone
    | act.ForgetDraft
    | act.StopReminders
)


async def run_errand(company: Company, call: str, errand: Errand) -> ev.Event | None:
    """Carry an errand out; the event that answers it, PartFailed if the company is down."""
    try:
        return await in_time(answer_errand, company, call, errand)
    except (CompanyUnavailable, TimeoutError) as failure:
        log.warning("errand failed", call=call, errand=type(errand).__name__, reason=repr(failure))
        return ev.PartFailed("company")


async def off_loop(ask: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `ask` in a thread of the company's, however long it takes."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(THREADS, partial(ask, *args, **kwargs))


async def in_time(ask: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`off_loop`, for a caller who waits. Raises TimeoutError after COMPANY_SECONDS."""
    # Before Python 3.12 `wait_for` loses a cancellation that comes together with the answer.
    async with asyncio.timeout(COMPANY_SECONDS):
        return await off_loop(ask, *args, **kwargs)


def answer_errand(company: Company, call: str, errand: Errand) -> ev.Event | None:
    """Carry an errand out now, in this thread. Raises CompanyUnavailable."""
    match errand:
        case act.CheckValues() | act.StoreValues():
            try:
                return _submitted(company, call, errand)
            except NotStored as refused:
                now = company.find_account(errand.account)
                return ev.ValuesRefused(errand.account, refused.refusal, now)
        case act.FindAccount():
            return _found(company, errand.account)
        case act.KeepDraft():
            company.keep_draft(
                call,
                errand.account,
                errand.values,
                errand.heard,
                name_confirmed=errand.name_confirmed,
            )
        case act.LinkPhone():
            company.link_phone(call, errand.account)
            return ev.PhoneLinked()
        case act.ForgetDraft():
            company.forget_draft(call)
        case act.StopReminders():
            company.stop_reminders(call)
    return None


def _found(company: Company, number: str) -> ev.AccountsFound:
    """The account of a number, else what is under the contract of that number."""
    facts = company.find_account(number)
    under = () if facts else company.under_contract(number)
    if len(under) == 1:
        return ev.AccountsFound(number, under[0])
    return ev.AccountsFound(number, facts, under)


def _submitted(company: Company, call: str, errand: act.CheckValues | act.StoreValues) -> ev.Event:
    if isinstance(errand, act.CheckValues):
        return ev.ValuesChecked(company.check(errand.account, errand.values))
    receipt = company.store(
        call,
        errand.account,
        errand.values,
        name_confirmed=errand.name_confirmed,
        review=errand.review,
    )
    return ev.ValuesStored(receipt)
