"""How long a caller waited for the robot to say something."""

from meterline.lines.port import SAMPLE_RATE


class DeadAir:
    """The longest wait, from a caller's last sound or key to the robot's next sound.

    The call's beginning is a wait too. A robot that has spoken owes nothing until the caller
    has said or keyed something: what a caller takes to answer is no dead air.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        """Seconds."""
        self._owed: int | None = 0

    def acted(self, until: int) -> None:
        """The caller makes himself heard until this sample of the call."""
        self._owed = max(until, self._owed or 0)

    def heard(self, now: int) -> None:
        """The robot is heard in the frame that ends with this sample."""
        if self._owed is not None and now > self._owed:
            self._note(now)
            self._owed = None

    def gave_up(self, now: int) -> None:
        """The caller has waited until now, and waits no longer."""
        if self._owed is not None and now > self._owed:
            self._note(now)

    def _note(self, now: int) -> None:
        self.longest = max(self.longest, (now - (self._owed or 0)) / SAMPLE_RATE)
