"""The second factor of a sign-in: time-based one-time codes (RFC 6238) and recovery codes."""

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import salted_hmac
from pyotp.utils import strings_equal

from meterline.staff.audit import Who, record
from meterline.staff.models import Deed, RecoveryCode, SecondFactor

ISSUER = "Показания счётчиков"
RECOVERY_CODES = 10
RECOVERY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
RECOVERY_LENGTH = 10
"""49 bits: no guessing of ten a quarter of an hour gets there."""

DRIFT = (-1, 0, 1)
"""Time steps of 30 s by which a telephone's clock may be off (RFC 6238, 5.2)."""


def has_factor(user: User) -> bool:
    """Whether the employee's codes were set up and tried."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def begin(user: User) -> tuple[str, str]:
    """A secret for the employee's telephone and its `otpauth:` address, the same until it is
    confirmed. Raises ValueError where a confirmed one is there."""
    sealed = _cipher().encrypt(pyotp.random_base32().encode()).decode()
    factor, _ = SecondFactor.objects.get_or_create(user=user, defaults={"secret": sealed})
    if factor.confirmed_at:
        raise ValueError("the second factor is set up already")
    secret = _secret(factor)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=user.get_username(), issuer_name=ISSUER)


def confirm(user: User, code: str, at: datetime) -> list[str] | None:
    """Take the first code; the recovery codes, told this once. None for a wrong code."""
    with transaction.atomic():
        factor = _locked(user)
        if factor is None or not _take_code(factor, code, at):
            return None
        factor.confirmed_at = at
        factor.save(update_fields=["confirmed_at"])
        record(user, Deed.FACTOR_SET, "Второй фактор подключён")
        return _new_recovery_codes(factor)


def check(user: User, code: str, at: datetime) -> bool:
    """Whether a code of the telephone, or a recovery code, is right; each is taken once."""
    with transaction.atomic():
        factor = _locked(user)
        if factor is None or factor.confirmed_at is None:
            return False
        return _take_code(factor, code, at) or _take_recovery(factor, code)


def renew_recovery_codes(user: User, code: str, at: datetime) -> list[str] | None:
    """New recovery codes in place of all old ones; None for a wrong code of the telephone."""
    with transaction.atomic():
        factor = _locked(user)
        if factor is None or not _take_code(factor, code, at):
            return None
        return _new_recovery_codes(factor)


def drop(by: Who, user: User) -> bool:
    """Forget the second factor, so that the next sign-in sets it up anew; whether there was one."""
    with transaction.atomic():
        dropped, _ = SecondFactor.objects.filter(user=user).delete()
        if dropped:
            subject = f"Второй фактор сброшен: {user.get_username()}"
            record(by, Deed.FACTOR_DROPPED, subject, details={"сотрудник": user.get_username()})
    return bool(dropped)


def _locked(user: User) -> SecondFactor | None:
    return SecondFactor.objects.select_for_update().filter(user=user).first()


def _take_code(factor: SecondFactor, code: str, at: datetime) -> bool:
    """Whether the code is of a time step after the last one that was taken."""
    totp = pyotp.TOTP(_secret(factor))
    now, typed = totp.timecode(at), "".join(code.split())
    for step in (now + drift for drift in DRIFT):
        if step > factor.last_step and strings_equal(totp.generate_otp(step), typed):
            factor.last_step = step
            factor.save(update_fields=["last_step"])
            return True
    return False


def _take_recovery(factor: SecondFactor, code: str) -> bool:
    typed = code.strip().lower().replace("-", "").replace(" ", "")
    taken, _ = factor.recovery_codes.filter(code_hash=_hashed(factor, typed)).delete()
    if taken:
        left = factor.recovery_codes.count()
        record(factor.user, Deed.RECOVERY_USED, f"Осталось запасных кодов: {left}")
    return bool(taken)


def _new_recovery_codes(factor: SecondFactor) -> list[str]:
    codes = [
        "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, code_hash=_hashed(factor, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _hashed(factor: SecondFactor, code: str) -> str:
    """Keyed by the site's secret; codes of 49 random bits need no slow hash."""
    said = f"{factor.user_id}:{code}"
    return salted_hmac("meterline.staff.recovery", said, algorithm="sha256").hexdigest()


def _secret(factor: SecondFactor) -> str:
    return _cipher().decrypt(factor.secret.encode()).decode()


def _cipher() -> Fernet:
    """A copy of the data base alone gives nobody's codes."""
    key = salted_hmac("meterline.staff.factor", "totp", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
