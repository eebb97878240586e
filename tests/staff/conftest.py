"""Employees' passwords are hashed cheaply here: not their hashes are tested."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def cheap_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
