"""Phrases of the company's own over the pack's."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from meterline.language.speech import Number, Phrase
from meterline.mouth.flow import HOURS, hour_key, hours_said, required_clips
from meterline.mouth.index import BUNDLED, PackMissing, PackUnreadable, read_table
from meterline.mouth.mouth import Mouth
from meterline.mouth.overlay import Overlay, Spoken
from meterline.mouth.pack import PromptPack

OWN = Spoken("Добрый день!", np.full(800, 0.1, dtype=np.float32))


@pytest.fixture
def overlay() -> Overlay:
    return Overlay(PromptPack.load())


def said(mouth: Mouth, *keys: str) -> tuple[str, bytes]:
    pieces = tuple(map(Phrase, keys))
    return mouth.text(pieces), mouth.render(pieces)


def test_an_own_phrase_is_said_in_place_of_the_packs_until_it_is_taken_back(
    overlay: Overlay,
) -> None:
    mouth = Mouth(overlay)
    before = said(mouth, "menu.open")
    other = said(mouth, "confirm.ask")
    overlay.use({"menu.open": OWN})
    text, sound = said(mouth, "menu.open")
    assert (text, len(sound)) == ("Добрый день!", 1600)
    assert said(mouth, "confirm.ask") == other
    overlay.use({})
    assert said(mouth, "menu.open") == before


def test_a_phrase_that_only_the_company_had_can_still_end_a_call(overlay: Overlay) -> None:
    key = hour_key(9)
    assert not overlay.has(key)
    overlay.use({key: OWN})
    assert overlay.has(key)
    overlay.use({})
    assert not overlay.has(key)
    assert overlay.text(key) == OWN.text
    assert overlay.sound(key) is OWN.sound


def test_numbers_are_always_the_packs(overlay: Overlay) -> None:
    plain = Mouth(PromptPack.load()).render((Number(21),))
    overlay.use({"number.21": OWN, "menu.open": OWN})
    assert Mouth(overlay).render((Number(21),)) == plain


def test_the_bundled_voice_can_say_the_whole_flow(overlay: Overlay) -> None:
    needed = required_clips()
    overlay.check(needed)
    assert len(set(needed)) == len(needed)
    assert {"menu.open", "number.99.end", "million.7.mid", "number.900.mid"} <= set(needed)


def test_all_that_is_missing_is_told_at_once(overlay: Overlay) -> None:
    with pytest.raises(PackMissing, match=r"no\.such, none\.here"):
        overlay.check(["menu.open", "none.here", "no.such"])


def test_hours_are_told_where_there_are_clips_of_them(overlay: Overlay) -> None:
    assert hours_said(overlay.has) == {8, 17, 20}
    overlay.use({hour_key(9): OWN})
    assert hours_said(overlay.has) == {8, 9, 17, 20}
    # «до двадцати одного часов» is no Russian.
    assert not {1, 21} & set(HOURS)


@pytest.mark.parametrize(
    ("table", "wrong"), [(None, PackMissing), ("key without text\n", PackUnreadable)]
)
def test_a_table_of_phrases_that_cannot_be_read_is_named(
    tmp_path: Path, table: str | None, wrong: type[Exception]
) -> None:
    if table is not None:
        (tmp_path / "phrases.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(wrong, match=r"phrases\.tsv"):
        read_table(tmp_path)


def test_a_pack_that_lacks_a_clip_is_told_by_its_key(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(BUNDLED, tmp_path / "pack"))
    index = json.loads((pack / "clips.json").read_text(encoding="utf-8"))
    del index["clips"]["number.5.mid"], index["clips"]["goodbye"]
    (pack / "clips.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(PackMissing, match=r"goodbye, number\.5\.mid"):
        PromptPack.load(pack).check(required_clips(pack))
