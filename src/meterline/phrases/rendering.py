"""The company's voice program: a text becomes a WAV file."""

import shlex
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings

SECONDS = 30
FILE = "{wav}"


class NotRendered(Exception):
    """The voice program gave no audio; the text says why, for the log and the person."""


def rendered(text: str) -> bytes:
    """What the program of METERLINE_VOICE_COMMAND writes for a text on its standard input.

    Raises NotRendered.
    """
    with tempfile.TemporaryDirectory(prefix="meterline-voice-") as folder:
        wav = Path(folder) / "phrase.wav"
        words = shlex.split(settings.METERLINE_VOICE_COMMAND)
        _run([word.replace(FILE, str(wav)) for word in words], text)
        if not wav.is_file():
            raise NotRendered("программа не записала файла")
        return wav.read_bytes()


def _run(words: list[str], text: str) -> None:
    try:
        # The words come from the settings and the text from standard input: no shell is asked.
        done = subprocess.run(  # noqa: S603
            words, input=text.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotRendered(f"программа не ответила за {SECONDS} секунд") from error
    except OSError as error:
        raise NotRendered(f"программа не запускается: {error.strerror}") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotRendered(told[-1] if told else f"программа закончила с кодом {done.returncode}")
