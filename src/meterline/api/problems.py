"""Refusals of the ledger as answers of the interface."""

from meterline.api.schemas import Finding, Implausible, Problem
from meterline.readings import submission


def problem_of(refusal: submission.NotAccepted) -> Problem:
    """A refusal as an answer; with its findings where the history does not bear values out."""
    code, message = type(refusal).__name__, str(refusal)
    if not isinstance(refusal, submission.Implausible):
        return Problem(code=code, message=message)
    findings = [
        Finding(
            meter=one.value.serial,
            zone=one.value.zone,
            value=one.value.value,
            finding=one.finding.value,
            last=one.last,
            proposal=one.proposal,
        )
        for one in refusal.checked
    ]
    return Implausible(code=code, message=message, findings=findings)
