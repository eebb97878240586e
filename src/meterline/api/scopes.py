"""What a token allows."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """One right. The first two are of a token for one account, the others of the company's."""

    OWN_READ = "own:read", "свой счёт: читать"
    OWN_WRITE = "own:write", "свой счёт: передавать показания"
    CUSTOMERS_READ = "customers:read", "абоненты: читать"
    READINGS_READ = "readings:read", "показания: читать"
    READINGS_WRITE = "readings:write", "показания: передавать за абонентов"
    CHARGES_READ = "charges:read", "начисления: читать"


OWN = frozenset({Scope.OWN_READ, Scope.OWN_WRITE})
COMPANY = frozenset(Scope) - OWN
