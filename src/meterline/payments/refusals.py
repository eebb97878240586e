"""Why money is not taken into the entries. `str()` of each is a Russian sentence."""

from decimal import Decimal

from meterline.payments.money import roubles


class PaymentRefused(Exception):
    """A payment or refund that was not stored."""


class SumInvalid(PaymentRefused):
    """Nothing, less than nothing, parts of a kopeck, or more than the table holds."""

    def __init__(self) -> None:
        super().__init__("Сумма должна быть больше нуля, в рублях и целых копейках.")


class SumDiffers(PaymentRefused):
    """A payment that is stored already was told again with another sum."""

    def __init__(self, stored: Decimal, told: Decimal) -> None:
        super().__init__(
            f"Платёж с этим номером уже учтён на {roubles(stored)}, а теперь назван с суммой "
            f"{roubles(told)}."
        )


class AccountDiffers(PaymentRefused):
    """A payment that is stored already was told again for another account."""

    def __init__(self) -> None:
        super().__init__("Платёж с этим номером уже учтён на другом лицевом счёте.")


class RefundTooLarge(PaymentRefused):
    """More would be given back than was paid."""

    def __init__(self, left: Decimal) -> None:
        super().__init__(f"Вернуть можно не больше {roubles(left)}.")


class RefundDiffers(PaymentRefused):
    """A refund that is stored already was told again of another payment or sum."""

    def __init__(self) -> None:
        super().__init__("Возврат с этим номером уже учтён с другой суммой или платежом.")
