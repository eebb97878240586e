"""Models kept beside the program: a folder with the model's file and a note of what it is."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from meterline.ears.acoustic.sessions import ModelMissing, ModelUnreadable

NOTE = "installed.json"


@dataclass(frozen=True)
class Installed:
    """What the note says: which known model, in which file, with which SHA-256 (hex)."""

    model: str
    file: str
    sha256: str
    size: int
    """Bytes."""

    def write(self, folder: Path) -> None:
        """Note it in `folder`; a note that was there is replaced at once or not at all."""
        fresh = folder / f"{NOTE}.new"
        fresh.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        fresh.replace(folder / NOTE)

    def is_whole(self, folder: Path) -> bool:
        """Whether the file is still the one that was installed. Reads all of it."""
        path = folder / self.file
        return path.is_file() and sha256(path) == self.sha256


def read_note(folder: Path) -> Installed:
    """What is installed in `folder`. Raises ModelMissing, ModelUnreadable."""
    mend = f"meterline models fetch {folder.name}"
    try:
        return Installed(**json.loads((folder / NOTE).read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ModelMissing(f"no letter model is installed in {folder}", mend) from error
    except (ValueError, TypeError, OSError) as error:
        raise ModelUnreadable(f"{folder / NOTE} cannot be read: {error}", mend) from error


def sha256(path: Path) -> str:
    """The file's checksum in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
