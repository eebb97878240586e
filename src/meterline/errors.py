"""Failures that the person at the keyboard can mend."""


class Mendable(Exception):
    """Something is missing or set wrongly, and one command or setting mends it.

    The command line prints `message` and `mend` as one line each and ends with status 2.
    """

    def __init__(self, message: str, mend: str) -> None:
        """`message` says what is wrong, `mend` what to do, both without a full stop."""
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __reduce__(self) -> tuple[type["Mendable"], tuple[str, str]]:
        """Go to another process with both texts."""
        return type(self), (self.message, self.mend)
