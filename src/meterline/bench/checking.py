"""Is a pack fit to be judged by? What is wrong with it is said before anything is heard."""

import soundfile

from meterline.bench.pack import SAMPLE_RATE, Pack, PackTurn
from meterline.errors import Mendable
from meterline.language.zones import Zone

_ZONES = frozenset(zone.value for zone in Zone)


def check_pack(pack: Pack) -> None:
    """Raise Mendable where the pack has no turns, too little audio or unknown labels.

    Roles that the bench does not know are no mistake: they are judged by their slots.
    """
    turns = [turn for call in pack.calls for turn in call.turns]
    if not turns:
        raise Mendable(f"no turn is labelled in {pack.folder}", "label turns in calls.jsonl")
    _check_audio(pack, max(turn.start + turn.length for turn in turns))
    for call in pack.calls:
        for turn in call.turns:
            if wrong := _wrong_label(turn):
                raise Mendable(
                    f"call {call.call}, {turn.role} at sample {turn.start}: {wrong}",
                    "mend the label in calls.jsonl",
                )


def _check_audio(pack: Pack, needed: int) -> None:
    sound = soundfile.info(pack.audio)
    has = round(sound.frames / sound.samplerate * SAMPLE_RATE)
    if has < needed:
        raise Mendable(
            f"{pack.audio.name} ends at sample {has}, but turns go on to {needed}",
            "give the whole audio; start and length are samples at 8 kHz",
        )


def _wrong_label(turn: PackTurn) -> str | None:
    readings = turn.slots.get("readings", {})
    if not isinstance(readings, dict):
        return "readings are not zone and value"
    unknown = readings.keys() - _ZONES
    if unknown:
        return f"no zone {min(unknown)!r}, but {', '.join(sorted(_ZONES))}"
    if not all(str(value).isdecimal() for value in readings.values()):
        return "a reading is not whole digits"
    if not isinstance(turn.slots.get("confirm", True), bool):
        return "confirm is neither true nor false"
    return "no length" if turn.length <= 0 else None
