"""What a telephone line does to the robot's audio."""

import numpy as np

from meterline.lines.rtp import PCMA, RtpPacket, decode

LEVELS = np.asarray(decode(RtpPacket(PCMA, 0, 0, 0, bytes(range(256)))), np.int32)
ORDER = np.sort(LEVELS)
BORDERS = (ORDER[1:] + ORDER[:-1]) / 2


def over_the_line(pcm: bytes, gain: float = 1.0, late: int = 0) -> bytes:
    """Robot's audio as a telephone gives it: A-law, a little louder, `late` samples later."""
    samples = np.frombuffer(pcm, "<i2") * gain
    coded = ORDER[np.searchsorted(BORDERS, samples)].astype("<i2").tobytes()
    shifted = bytes(2 * late) + coded
    return shifted + bytes(-len(shifted) % 320)
