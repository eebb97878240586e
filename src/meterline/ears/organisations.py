"""Finding an organisation by its name where the caller gave no account."""

from meterline.ears.base import CustomerBase


class Organisations:
    """The organisations of a base."""

    def __init__(self, base: CustomerBase) -> None:
        self._base = base
