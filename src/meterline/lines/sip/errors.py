"""What can go wrong between the robot and the telephone network."""


class CarrierFailed(Exception):
    """The SIP stack did not start."""


class PortInUse(CarrierFailed):
    """Another program listens where the robot should."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"SIP address {host}:{port} is in use by another program")
        self.host = host
        self.port = port


class RegistrationFailed(CarrierFailed):
    """The PBX refused the registration or did not answer; `status` is its SIP code."""

    def __init__(self, reason: str, status: int | None) -> None:
        super().__init__(reason)
        self.status = status


class CallRefused(Exception):
    """An outgoing call was not taken; `status` is the SIP code, None without an answer."""

    def __init__(self, reason: str, status: int | None) -> None:
        super().__init__(reason)
        self.status = status
