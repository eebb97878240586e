"""Weights on disk."""

from pathlib import Path

import numpy as np

from training.quantised import Weights


def load(file: Path) -> Weights:
    """Weights as `keep` wrote them."""
    with np.load(file) as kept:
        return dict(kept)


def keep(weights: Weights, file: Path) -> None:
    """Write weights as an archive of arrays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(file, allow_pickle=False, **weights)
