"""Why a volume cannot be found: what the law needs and the company does not know."""

from meterline.errors import Mendable


class CannotCharge(Mendable):
    """The facts of an account do not suffice."""


class NormUnknown(CannotCharge):
    """The norm is to be applied, but none is known for the account."""

    def __init__(
        self,
        message: str = "начисление идёт по нормативу, а норматив для этого счёта неизвестен",
        mend: str = "загрузите нормативы филиала",
    ) -> None:
        super().__init__(message, mend)


class MaxPowerUnknown(CannotCharge):
    """Maximum power is to be applied, but the contract names none."""

    def __init__(
        self,
        message: str = "начисление идёт по максимальной мощности, а у точки учёта она не указана",
        mend: str = "внесите максимальную мощность из договора",
    ) -> None:
        super().__init__(message, mend)
