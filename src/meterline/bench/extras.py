"""Packages that only benches need: the extra `bench`."""

from importlib import import_module
from typing import Any

from meterline.errors import Mendable


def extra(module: str, package: str) -> Any:
    """A module of `package`. Raises Mendable where it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise Mendable(f"this bench needs {package}", "pip install 'meterline[bench]'") from error
