"""Training: CTC on batches of telephone lines, in one process or in several that agree at times."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, distributed, nn
from torch.nn import functional

from training.batches import Batch
from training.network import LetterModel
from training.sound import Chance

AGREE_EVERY = 20
"""Steps after which processes take the mean of their weights."""

WARM_UP = 60
"""Steps in which the rate rises to its height."""

LARGEST_GRADIENT = 2.0

Progress = Callable[[int, float], None]
"""Told the steps that are done and the running loss a letter."""


@dataclass(frozen=True)
class Plan:
    """How long and how fast a model learns; the rate falls to nothing by the end."""

    steps: int
    rate: float = 1e-4
    frozen: int = 0
    """Layers of the encoder, counted from the sound, that keep their weights."""
    workers: int = 1
    """Processes in torch's default group."""
    seed: int = 1


def learn(
    model: LetterModel, batches: Iterable[Batch], plan: Plan, worker: int, progress: Progress
) -> None:
    """Train `model` as one of `plan.workers` processes; `progress` hears of every agreement."""
    freeze(model, plan.frozen)
    learning = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.01)
    mean = 0.0
    chance = np.random.default_rng((plan.seed, worker))
    for step, batch in zip(range(1, plan.steps + 1), batches, strict=False):
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * min(step / WARM_UP, 1 - (step - 1) / plan.steps)
        loss = loss_of(model, batch, chance)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learning, LARGEST_GRADIENT)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        mean += (loss.item() - mean) / min(step, 50)
        if step % AGREE_EVERY == 0 or step == plan.steps:
            _agree(learning, plan.workers)
            progress(step, mean)


def loss_of(model: LetterModel, batch: Batch, chance: Chance) -> Tensor:
    """CTC loss a letter of the batch, with bfloat16 in the products."""
    with torch.no_grad():
        mel = masked(model.front(batch.pcm), chance)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logp = model.net(mel)
    frames = torch.full((len(logp),), logp.shape[1])
    loss = functional.ctc_loss(
        logp.transpose(0, 1),
        batch.letters,
        frames,
        batch.lengths,
        reduction="sum",
        zero_infinity=True,
    )
    return loss / batch.lengths.sum()


def masked(mel: Tensor, chance: Chance) -> Tensor:
    """Features with a band of frequencies and two short times set to their mean (SpecAugment)."""
    for row in mel:
        middle = row.mean()
        if chance.random() < 0.5:
            first, width = int(chance.integers(70)), int(chance.integers(1, 11))
            row[first : first + width] = middle
        for _ in range(2):
            if chance.random() < 0.4:
                first, width = int(chance.integers(row.shape[1])), int(chance.integers(2, 13))
                row[:, first : first + width] = middle
    return mel


def freeze(model: LetterModel, layers: int) -> None:
    """Keep the first `layers` of the encoder, and the convolutions before them, as they are."""
    if layers:
        for part in (model.net.c1, model.net.c2, *list(model.net.bl)[:layers]):
            part.requires_grad_(False)


def _agree(parameters: list[nn.Parameter], workers: int) -> None:
    """Every process takes the mean of all weights."""
    if workers == 1:
        return
    flat = nn.utils.parameters_to_vector(parameters).detach()
    distributed.all_reduce(flat)
    with torch.no_grad():
        nn.utils.vector_to_parameters(flat / workers, parameters)
