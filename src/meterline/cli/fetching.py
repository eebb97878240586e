"""A model's file brought to this machine: from an address, going on where it broke off, or
from a file."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from meterline.errors import Mendable

BLOCK = 1 << 20
SILENT_SECONDS = 30.0
PARTIAL, NOT_SATISFIABLE = 206, 416

Progress = Callable[[int, int | None], None]
"""Told the bytes that are there and the bytes that there will be, None if nobody knows."""


def is_address(source: str) -> bool:
    """Whether `source` is to be downloaded."""
    return source.startswith(("http://", "https://"))


def address_of(source: str, name: str, file: str) -> str:
    """The address of a model's file: `source` itself, or under it by name and file."""
    return source if source.endswith(".onnx") else f"{source.rstrip('/')}/{name}/{file}"


def file_of(source: Path, name: str, file: str) -> Path:
    """The model's file: `source` itself, or in that folder. Raises Mendable."""
    for path in (source, source / file, source / name / file):
        if path.is_file():
            return path
    raise Mendable(
        f"no {file} at {source}", f"name the file, or a folder with {file} or {name}/{file} in it"
    )


def copy(source: Path, part: Path, progress: Progress) -> None:
    """Copy a file to `part`. Raises Mendable."""
    size = source.stat().st_size
    try:
        with source.open("rb") as read, part.open("wb") as write:
            _pour(read, write, 0, size, progress)
    except OSError as error:
        raise Mendable(f"{source} cannot be copied: {error}", _space_mend(part)) from error


def download(address: str, part: Path, progress: Progress) -> None:
    """Download to `part`, going on where an earlier download of the same file broke off.

    What stands there is used only if the server confirms that its file is still the same
    one (If-Range, RFC 9110 section 13.1.5). Raises Mendable.
    """
    begun = _Begun.read(part)
    at = part.stat().st_size if begun.may_go_on(address) else 0
    try:
        with _open(address, at, begun.validator) as answer:
            at = at if answer.status == PARTIAL else 0
            _Begun(address, _validator(answer)).write(part)
            _receive(answer, part, at, progress)
    except HTTPError as error:
        if at and error.code == NOT_SATISFIABLE:  # nothing follows: begin anew
            forget_download(part)
            return download(address, part, progress)
        raise Mendable(f"{address}: {error.code} {error.reason}", _ADDRESS_MEND) from error
    except (OSError, HTTPException) as error:
        there = part.stat().st_size if part.exists() else 0
        raise Mendable(
            f"the download of {address} broke off after {there / 1e6:.1f} MB: {error}",
            f"start the command again, it goes on from there; {_space_mend(part)}",
        ) from error


def forget_download(part: Path) -> None:
    """Drop what a download left."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


_ADDRESS_MEND = "check the address given with --from, or give a file that was copied here"


@dataclass(frozen=True)
class _Begun:
    """Where a download that broke off came from, and which state of the file it was."""

    address: str = ""
    validator: str | None = None

    @classmethod
    def read(cls, part: Path) -> "_Begun":
        try:
            return cls(**json.loads(_note(part).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls()

    def write(self, part: Path) -> None:
        text = json.dumps({"address": self.address, "validator": self.validator})
        _note(part).write_text(text, encoding="utf-8")

    def may_go_on(self, address: str) -> bool:
        return self.address == address and self.validator is not None


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _open(address: str, at: int, validator: str | None) -> HTTPResponse:
    headers = {"Accept-Encoding": "identity"}
    if at and validator:
        headers |= {"Range": f"bytes={at}-", "If-Range": validator}
    request = Request(address, headers=headers)  # noqa: S310 - is_address has seen the scheme
    answer: HTTPResponse = urlopen(request, timeout=SILENT_SECONDS)  # noqa: S310
    return answer


def _validator(answer: HTTPResponse) -> str | None:
    """What names the state of the server's file: a strong ETag, else the date of change."""
    tag = answer.headers["ETag"]
    return tag if tag and not tag.startswith("W/") else answer.headers["Last-Modified"]


def _receive(answer: HTTPResponse, part: Path, at: int, progress: Progress) -> None:
    length = answer.headers["Content-Length"]
    total = at + int(length) if length else None
    with part.open("ab" if at else "wb") as write:
        there = _pour(answer, write, at, total, progress)
    if total is not None and there < total:
        raise OSError(f"{total - there} bytes are missing")


def _pour(
    read: BinaryIO | HTTPResponse, write: BinaryIO, at: int, total: int | None, progress: Progress
) -> int:
    """Everything from one to the other; the bytes that are there then."""
    progress(at, total)
    while block := read.read(BLOCK):
        write.write(block)
        at += len(block)
        progress(at, total)
    return at


def _space_mend(part: Path) -> str:
    free = shutil.disk_usage(part.parent).free / 1e9
    return f"{free:.1f} GB are free in {part.parent}"
