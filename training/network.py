"""The letter model in torch: telephone audio in, log-probabilities of letters out."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.features import BINS, HOP, MELS, WINDOW, mel_filters, positions, spectrum_basis
from training.quantised import Weights
from training.sound import ALPHABET

LETTERS = 1 + len(ALPHABET)
"""Blank and letters."""


@dataclass(frozen=True)
class Shape:
    """How large the encoder is; Whisper base's by default.

    `longest` is in positions, 50 a second.
    """

    width: int = 512
    heads: int = 8
    layers: int = 6
    stack_after: int = 2
    """Two frames become one after so many layers."""
    longest: int = 1500


class Layer(nn.Module):
    """One layer of the encoder: attention over the whole utterance, then a wide layer."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self._heads = heads
        self.ln1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.o = nn.Linear(width, width)
        self.ln2 = nn.LayerNorm(width)
        self.f1 = nn.Linear(width, 4 * width)
        self.f2 = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """[batch, frames, width] to the same."""
        batch, _, width = x.shape
        parts = self.qkv(self.ln1(x)).reshape(batch, -1, 3, self._heads, width // self._heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        heard = functional.scaled_dot_product_attention(query, key, value)
        x = x + self.o(heard.transpose(1, 2).reshape(batch, -1, width))
        added: Tensor = x + self.f2(functional.gelu(self.f1(self.ln2(x))))
        return added


class Net(nn.Module):
    """Whisper's encoder at 8 kHz with two frames stacked and a linear CTC head."""

    pe: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self._stack_after = shape.stack_after
        self.c1 = nn.Conv1d(MELS, width, 3, padding=1)
        self.c2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.bl = nn.ModuleList(Layer(width, shape.heads) for _ in range(shape.layers))
        self.down = nn.Linear(2 * width, width)
        self.ln = nn.LayerNorm(width)
        self.head = nn.Linear(width, LETTERS)
        self.register_buffer("pe", torch.from_numpy(positions(shape.longest, width)))

    def forward(self, mel: Tensor) -> Tensor:
        """Log-probabilities [batch, frames, LETTERS] of mel features [batch, MELS, 4 * frames]."""
        x = functional.gelu(self.c2(functional.gelu(self.c1(mel)))).transpose(1, 2)
        x = x + self.pe[: x.shape[1]]
        for index, layer in enumerate(self.bl):
            if index == self._stack_after:
                x = self.down(x.reshape(x.shape[0], -1, 2 * x.shape[2]))
            x = layer(x)
        return functional.log_softmax(self.head(self.ln(x)).float(), dim=-1)


class Mel(nn.Module):
    """Whisper's log-mel features at 8 kHz (see `features`)."""

    basis: Tensor
    mel: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("basis", torch.from_numpy(spectrum_basis()))
        self.register_buffer("mel", torch.from_numpy(mel_filters()))

    def forward(self, pcm: Tensor) -> Tensor:
        """[batch, MELS, samples / HOP] of pcm [batch, samples] in [-1, 1]."""
        edges = functional.pad(pcm.unsqueeze(1), (WINDOW // 2, WINDOW // 2), mode="reflect")
        spectrum = functional.conv1d(edges, self.basis, stride=HOP)[:, :, :-1]
        # Twice the amplitude: a window of half the length sums up half as much.
        power = (spectrum[:, :BINS] ** 2 + spectrum[:, BINS:] ** 2) * 4
        logs = torch.log10(torch.clamp(self.mel @ power, min=1e-10))
        logs = torch.maximum(logs, logs.amax(dim=(1, 2), keepdim=True) - 8.0)
        return (logs + 4.0) / 4.0


class LetterModel(nn.Module):
    """Both together, as they are exported."""

    def __init__(self, shape: Shape | None = None) -> None:
        super().__init__()
        self.front = Mel()
        self.net = Net(shape or Shape())

    def forward(self, pcm: Tensor) -> Tensor:
        """Log-probabilities [batch, frames, LETTERS] of pcm [batch, frames * 320]."""
        logp: Tensor = self.net(self.front(pcm))
        return logp


def model_of(weights: Weights) -> LetterModel:
    """A model of the default shape with these weights."""
    model = LetterModel()
    model.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
    return model


def weights_of(model: LetterModel) -> Weights:
    """The weights by the names of `LetterModel.state_dict`."""
    return {name: value.detach().numpy() for name, value in model.state_dict().items()}
