"""Every phrase that the conversation can say stands in the table of phrases."""

import ast
import re
from importlib.resources import files

import meterline.dialogue
from meterline.dialogue.findings import CLOSING
from meterline.language.zones import Zone

TABLE = files("meterline.mouth") / "packs" / "ru-aleksandr" / "phrases.tsv"
KEY = re.compile(r"[a-z]+(\.[a-z_]*[a-z])+|not_heard|not_understood|silence|take_time")
BRANCHES = (
    *("company", "altai-republic", "altai-krai", "buryatia", "zabaykalye", "kuzbass"),
    *("krasnoyarsk", "omsk", "tomsk", "khakassia", "tyva"),
)


def keys_of_the_table() -> set[str]:
    return {line.split("\t")[0] for line in TABLE.read_text("utf-8").splitlines() if line}


def keys_in_the_code() -> set[str]:
    """String constants of the conversation that look like keys."""
    found: set[str] = set()
    for file in files(meterline.dialogue).iterdir():
        if file.name.endswith(".py"):
            tree = ast.parse(file.read_text("utf-8"))
            strings = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
            found |= {s for s in strings if isinstance(s, str) and KEY.fullmatch(s)}
    return found


def test_every_key_in_the_code_is_a_phrase() -> None:
    used = keys_in_the_code()
    assert {"menu.open", "confirm.ask", "voicebox.done", "silence"} <= used
    assert used <= keys_of_the_table()


def test_every_key_made_of_a_name_is_a_phrase() -> None:
    zones = [zone for zone in Zone if zone is not Zone.SINGLE]
    made = {f"reading.ask_{zone}" for zone in zones} | {f"reading.heard_{zone}" for zone in zones}
    made |= {f"greeting.{branch}" for branch in BRANCHES}
    made |= {f"{who}.{what}" for who in ("surname", "organisation") for what in ("ask", "mismatch")}
    made |= {key for keys in CLOSING.values() for key in keys}
    assert made <= keys_of_the_table()
