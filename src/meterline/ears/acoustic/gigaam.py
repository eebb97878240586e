"""GigaAM CTC: a large Conformer for Russian speech (MIT, salute-developers/GigaAM).

The graph that its `to_onnx` exports takes `features` float32 [batch, 64, spectra] and
`feature_lengths` int64 [batch] and gives `log_probs` [batch, frames, 34], one frame for four
spectra: 25 frames a second. Versions 2 and 3 differ in their features only. Its variants
that write words with capitals and commas (e2e) have other classes and are refused.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from meterline.ears.acoustic.alphabets import BLANK_SIGN, to_port
from meterline.ears.acoustic.mel import LogMel
from meterline.ears.acoustic.sessions import (
    Array,
    ModelUnreadable,
    check_letters,
    open_session,
    readable,
)
from meterline.ears.acoustic.whole import BUCKET, FRAME, WholeUtteranceModel
from meterline.ears.port import LogProbs, Pcm

CLASSES = (*" абвгдежзийклмнопрстуфхцчшщъыьэюя", BLANK_SIGN)


@dataclass(frozen=True)
class Version:
    """One generation of the model."""

    name: str
    features: LogMel


V2 = Version("gigaam-v2-ctc", LogMel(window=400, centred=True, rounded=False))
V3 = Version("gigaam-v3-ctc", LogMel(window=320, centred=False, rounded=True))


class GigaAmModel(WholeUtteranceModel):
    """AcousticModel over GigaAM's CTC graph; 8 kHz audio is brought to 16 kHz."""

    def __init__(self, path: Path, version: Version) -> None:
        """Load the graph. Raises ModelMissing, ModelUnreadable."""
        mend = f"fetch it again: meterline models fetch {version.name}"
        self.name = version.name
        self._features = version.features
        self._session = open_session(path, mend)
        with readable(path, mend):
            inputs = {each.name for each in self._session.get_inputs()}
            if inputs != {"features", "feature_lengths"}:
                raise ModelUnreadable(f"{path} takes {sorted(inputs)}, it is not GigaAM CTC", mend)
            found = self._run(np.zeros((1, BUCKET * FRAME), np.float32))
        check_letters(found, (1, BUCKET, len(CLASSES)), path, mend)

    def encode(self, stretches: Pcm) -> LogProbs:
        """See WholeUtteranceModel."""
        return to_port(self._run(stretches), CLASSES)

    def _run(self, stretches: Pcm) -> Array:
        """Log-probabilities [stretches, frames, classes] of audio at 8 kHz."""
        features = self._features(resample_poly(stretches, 2, 1, axis=1))
        lengths = np.full(len(features), features.shape[2], dtype=np.int64)
        (logp,) = self._session.run(
            ["log_probs"], {"features": features, "feature_lengths": lengths}
        )
        # Centred spectra are one more than the audio has room for: half a frame at its end.
        letters: Array = logp[:, : stretches.shape[1] // FRAME]
        return letters
