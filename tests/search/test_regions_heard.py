"""Regions are named by themselves and by their towns."""

import pytest
from spoken_letters import letters_of

from meterline.ears.search.decoder import Decoder
from meterline.ears.search.graph import table_for
from meterline.ears.understanding import Understander
from meterline.language.meaning import read
from meterline.language.symbols import REGIONS
from meterline.language.turn import Asked, Completeness, Decision, Expectation

SAID: list[tuple[str, set[str | None]]] = [
    ("хакасия", {"khakassia"}),
    ("я из абакана", {"khakassia"}),
    ("саяногорск", {"khakassia"}),
    ("из красноярска", {"krasnoyarsk"}),
    ("красноярский край", {"krasnoyarsk"}),
    ("живу в минусинске", {"krasnoyarsk"}),
    ("томская область", {"tomsk"}),
    ("город северск томской области", {"tomsk"}),
    ("омск", {"omsk"}),
    ("ну это кузбасс", {"kuzbass"}),
    ("кемеровская область новокузнецк", {"kuzbass"}),
    ("улан удэ", {"buryatia"}),
    ("э республика бурятия", {"buryatia"}),
    ("чита", {"zabaykalye"}),
    ("забайкальский", {"zabaykalye"}),
    ("кызыл", {"tyva"}),
    ("республика тува", {"tyva"}),
    ("горный алтай", {"altai-republic"}),
    ("горно алтайск", {"altai-republic"}),
    ("алтайский край", {"altai-krai"}),
    ("барнаул", {"altai-krai"}),
    ("алтай", {"altai-krai", "altai-republic"}),
    ("в томске ой в омске", {"omsk"}),
    ("не скажу", {None}),
    ("сто двадцать", {None}),
]
AS_LIKELY = 2.0


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_the_region_named(text: str, expected: set[str | None]) -> None:
    found = Decoder().search(letters_of(text), table_for(Asked.REGION))
    best = {read(f.symbols).region for f in found if f.score > found[0].score - AS_LIKELY}
    assert best == expected


def test_every_region_has_names() -> None:
    assert {key for _, keys in SAID for key in keys if key} == set(REGIONS)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("хакасия", "khakassia"),
        ("я из красноярска", "krasnoyarsk"),
        ("томская область", "tomsk"),
        ("не скажу", None),
        ("оператор", None),
    ],
)
def test_a_region_ends_its_turn(understander: Understander, text: str, region: str | None) -> None:
    heard = understander.understand(letters_of(text), 0.04, Expectation(Asked.REGION))
    if region is None:
        assert heard.region is None or not heard.region.decision.usable
    else:
        assert heard.region is not None
        assert (heard.region.value, heard.region.decision) == (region, Decision.SURE)
        assert heard.completeness is Completeness.COMPLETE


def test_what_is_like_two_regions_is_not_taken_for_sure(understander: Understander) -> None:
    heard = understander.understand(letters_of("алтай"), 0.04, Expectation(Asked.REGION))
    assert heard.region is None or heard.region.decision is not Decision.SURE
