"""A caller's ear: which phrases, numbers and beeps of the robot were just heard."""

from dataclasses import dataclass

import numpy as np

from meterline.bench.clips import (
    AUDIBLE,
    CHUNK,
    HEAD,
    SLACK,
    Clip,
    ClipTable,
    Wave,
    agrees,
    shift_of,
)

EVERY = 3
"""Frames after which the ear works; in between it only collects."""

GAP = 320
"""Samples (40 ms) of silence after which something else may begin."""

TRIES = 4
"""Places, SLACK apart, at which a clip is looked for before the sound counts as strange."""

SHORTEST = 800
"""Samples of sound that are worth telling."""

PATIENT = 3
"""Chunks that may miss one after the other (a hole in the call) before a clip is given up."""

RELOCKED = 4
"""Clips that are looked for aside when all have missed."""

REACH = 800
"""Samples by which a lost or doubled packet may shift the rest of a phrase."""


@dataclass(frozen=True)
class Heard:
    """One clip heard to its end; `key` None for robot's sound that is no whole clip.

    `start` and `end` are samples since the ear was opened.
    """

    key: str | None
    start: int
    end: int


_NOTHING = Heard(None, 0, 0)


@dataclass
class _Track:
    """A clip that may be what is being said."""

    clip: Clip
    start: int
    chunk: int = 0
    agreed: int = 0
    missed: int = 0
    faults: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.clip.wave)

    @property
    def alive(self) -> bool:
        return self.missed < PATIENT

    @property
    def done(self) -> bool:
        return self.alive and self.chunk >= len(self.clip.chunk_norms)

    @property
    def good(self) -> bool:
        """Whether it was heard to its end, most of it as it should be."""
        return self.done and self.agreed > self.faults

    def may_beat(self, other: "_Track") -> bool:
        """Whether more audio may show that this longer clip is being said, not `other`."""
        longer = not self.done and not self.missed and self.end > other.end
        return longer and self.faults <= other.faults


class Listener:
    """Follows the robot's audio, 20 ms frames of signed 16 bit at 8 kHz."""

    def __init__(self, table: ClipTable) -> None:
        self._table = table
        self._buffer: Wave = np.zeros(0, np.float32)
        self._base = 0
        self._pending: list[bytes] = []
        self._received = 0
        self._cursor = 0
        self._tracks: list[_Track] = []
        self._tries = 0
        self._strange_from = 0
        self._lost_from: int | None = None
        self.last_sound = 0
        """Sample after the last audible one."""

    @property
    def now(self) -> int:
        """Samples received."""
        return self._received

    @property
    def undecided(self) -> bool:
        """Whether sound has come in that has not been told as `Heard` yet."""
        return bool(self._tracks) or self._lost_from is not None or self.last_sound > self._cursor

    def feed(self, frame: bytes) -> list[Heard]:
        """Take one frame; what has been heard to its end since."""
        self._pending.append(frame)
        self._received += len(frame) // 2
        if len(self._pending) < EVERY:
            return []
        self._collect()
        heard = []
        while (found := self._advance()) is not None:
            if found.end - found.start >= SHORTEST:
                heard.append(found)
        self._drop_used()
        return heard

    def _collect(self) -> None:
        fresh = np.frombuffer(b"".join(self._pending), "<i2").astype(np.float32) / 32768
        self._pending.clear()
        loud = np.flatnonzero(np.abs(fresh) > AUDIBLE)
        if loud.size:
            self.last_sound = self._end + int(loud[-1]) + 1
        self._buffer = np.concatenate((self._buffer, fresh))

    @property
    def _end(self) -> int:
        return self._base + len(self._buffer)

    def _advance(self) -> Heard | None:
        """One step; None when more audio is needed."""
        if self._lost_from is not None:
            return self._find_way_back()
        if self._tracks:
            return self._follow()
        return self._seek()

    def _seek(self) -> Heard | None:
        onset = self._next_sound(self._cursor)
        if onset is None:
            self._cursor = self._end
            return None
        self._cursor = onset
        if self._end < onset + HEAD + SLACK:
            return None
        first = onset - SLACK
        wave = self._piece(first, onset + HEAD + SLACK)
        self._tracks = [_Track(clip, first + place) for clip, place in self._table.beginnings(wave)]
        if self._tracks:
            self._tries = 0
        else:
            self._try_further(onset)
        return _NOTHING

    def _try_further(self, onset: int) -> None:
        """What begins nowhere near may be the last breath of the clip before: look behind it."""
        self._tries += 1
        if self._tries == 1:
            self._strange_from = onset
        self._cursor = onset + SLACK
        if self._tries == TRIES:
            self._tries = 0
            self._lost_from = self._strange_from

    def _follow(self) -> Heard | None:
        for track in self._tracks:
            self._follow_one(track)
        self._relock()
        self._tracks = [
            each for each in self._tracks if each.alive and (each.good or not each.done)
        ]
        good = [track for track in self._tracks if track.good]
        if not self._tracks:
            self._lost_from = self._cursor
            return _NOTHING
        best = max(good, key=lambda track: (-track.faults, track.end), default=None)
        if best is None or any(track.may_beat(best) for track in self._tracks):
            return None
        self._tracks = []
        self._cursor = best.end
        return Heard(best.clip.key, best.start, best.end)

    def _follow_one(self, track: _Track) -> None:
        while track.alive and not track.done:
            due = track.start + track.chunk * CHUNK
            until = min(due + CHUNK, track.end)
            if self._end < until:
                return
            fits = agrees(track.clip, track.chunk, self._piece(due, until))
            track.agreed += fits
            track.faults += not fits
            track.missed = 0 if fits else track.missed + 1
            track.chunk += 1

    def _relock(self) -> None:
        """Look for what was being said a little aside, when nothing goes on where it should."""
        if not self._tracks or any(not track.missed for track in self._tracks):
            return
        likeliest = sorted(self._tracks, key=lambda track: -track.agreed)[:RELOCKED]
        for track in likeliest:
            chunks = range(track.chunk - 1, track.chunk - 1 - track.missed, -1)
            shifts = (self._shift(track, chunk) for chunk in chunks)
            shift = next((each for each in shifts if each is not None), None)
            if shift is not None:
                track.start += shift
                track.faults += 1
                track.missed = 0

    def _shift(self, track: _Track, chunk: int) -> int | None:
        due = track.start + chunk * CHUNK
        return shift_of(track.clip, chunk, self._piece(due - REACH, due + CHUNK + REACH), REACH)

    def _find_way_back(self) -> Heard | None:
        lost = self._lost_from if self._lost_from is not None else self._cursor
        gap = self._next_gap(lost)
        if gap is None:
            return None
        known = self._table.ending(self._piece(lost, gap))
        self._lost_from = None
        self._cursor = gap
        return Heard(known.key if known else None, lost, gap)

    def _next_sound(self, start: int) -> int | None:
        loud = np.flatnonzero(np.abs(self._buffer[max(start - self._base, 0) :]) > AUDIBLE)
        return max(start, self._base) + int(loud[0]) if loud.size else None

    def _next_gap(self, start: int) -> int | None:
        loud = np.flatnonzero(np.abs(self._buffer[start - self._base :]) > AUDIBLE)
        if not loud.size:
            return start if self._end - start > GAP else None
        ends = np.concatenate((loud[1:], [self._end - start])) - loud
        wide = np.flatnonzero(ends > GAP)
        return start + int(loud[wide[0]]) + 1 if wide.size else None

    def _piece(self, start: int, end: int) -> Wave:
        """Samples of the call from `start` to `end`; silence before what is kept."""
        first = start - self._base
        piece = self._buffer[max(first, 0) : max(end - self._base, 0)]
        return np.concatenate((np.zeros(-first, np.float32), piece)) if first < 0 else piece

    def _drop_used(self) -> None:
        starts = [track.start for track in self._tracks]
        keep = min([self._cursor, *starts]) - REACH - SLACK
        if keep - self._base > 8000:
            self._buffer = self._buffer[keep - self._base :]
            self._base = keep
