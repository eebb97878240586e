"""Weights between models: the mean of several, and part of the way back to the start.

Going back part of the way keeps what the start knew of people and costs nothing at run time
(Wortsman et al., Robust fine-tuning of zero-shot models, 2022).
"""

from collections.abc import Sequence

import numpy as np

from training.quantised import Weights


def mixed(models: Sequence[Weights], shares: Sequence[float]) -> Weights:
    """The sum of `models`, each by its share. Raises ValueError where shares make no whole."""
    if not np.isclose(sum(shares), 1.0) or len(shares) != len(models):
        raise ValueError(f"shares {list(shares)} of {len(models)} models do not add up to 1")
    first = models[0]
    return {
        name: sum(
            (np.float32(share) * model[name] for model, share in zip(models, shares, strict=True)),
            np.zeros_like(first[name]),
        )
        for name in first
    }
