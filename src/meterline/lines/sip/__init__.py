"""SIP by baresip: incoming calls for the robot, outgoing calls for the test caller.

Only this package knows baresip. One carrier may run in a process at a time, because the
stack's state belongs to the process; after `stop()` another may be started. A program that
needs a robot and callers with separate clocks runs the callers in a process of their own.
"""

from meterline.lines.sip.carrier import SipCarrier
from meterline.lines.sip.errors import CallRefused, CarrierFailed, PortInUse, RegistrationFailed
from meterline.lines.sip.line import SipLine
from meterline.lines.sip.settings import Registration, SipSettings

__all__ = [
    "CallRefused",
    "CarrierFailed",
    "PortInUse",
    "Registration",
    "RegistrationFailed",
    "SipCarrier",
    "SipLine",
    "SipSettings",
]
