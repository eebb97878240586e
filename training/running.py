"""A training run: its processes, its files."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
import typer
from torch import distributed
from torch.multiprocessing.spawn import spawn

from training.batches import Batches
from training.corpus import read_corpus
from training.learning import Plan, learn
from training.network import model_of, weights_of
from training.weights_file import keep, load


@dataclass(frozen=True)
class Run:
    """What is learnt from where to where; `seconds` of audio in a batch of one process."""

    corpus: Path
    start: Path
    out: Path
    seconds: float
    plan: Plan


def run(job: Run) -> None:
    """Train in `job.plan.workers` processes; the weights are written as they go."""
    with TemporaryDirectory(prefix="meterline-training-") as meeting:
        spawn(_work, (job, f"file://{meeting}/group"), job.plan.workers)  # type: ignore[no-untyped-call]


def _work(worker: int, job: Run, meeting: str) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(job.plan.seed)
    if job.plan.workers > 1:
        distributed.init_process_group(
            "gloo", init_method=meeting, rank=worker, world_size=job.plan.workers
        )
    model = model_of(load(job.start))
    seed = job.plan.seed * 1000 + worker
    batches = Batches(read_corpus(job.corpus), job.seconds, seed)

    def progress(step: int, loss: float) -> None:
        if worker == 0:
            typer.echo(f"step {step} of {job.plan.steps}: loss a letter {loss:.3f}")
            keep(weights_of(model), job.out)

    learn(model, batches, job.plan, worker, progress)
