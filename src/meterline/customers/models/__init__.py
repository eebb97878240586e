"""Tables of the customer base."""

from meterline.customers.models.accounts import (
    Account,
    Contract,
    Customer,
    Meter,
    MeterAct,
    MeteringPoint,
    Register,
)
from meterline.customers.models.branches import Branch, BranchDay, SubmissionWindow
from meterline.customers.models.changes import Change, ImportRun
from meterline.customers.models.exchange import ExportRun, GisMeter, HeldRow
from meterline.customers.models.phones import LinkedEmail, LinkedPhone, PhoneOverride

__all__ = [
    "Account",
    "Branch",
    "BranchDay",
    "Change",
    "Contract",
    "Customer",
    "ExportRun",
    "GisMeter",
    "HeldRow",
    "ImportRun",
    "LinkedEmail",
    "LinkedPhone",
    "Meter",
    "MeterAct",
    "MeteringPoint",
    "PhoneOverride",
    "Register",
    "SubmissionWindow",
]
