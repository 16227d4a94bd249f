"""What is heard, nearer to the kinds it may be of: how a trained generator is told of it once it is put to use."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models.imagine.generator import Generator
from models.imagine.listener import Listener
from models.paired.paired_set import PairedSet


class Focus(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Inputs (n, inputs) that begin with what is heard (n, meaning), and what each kind means (kinds, meaning).

    What is heard goes `share` of the way to a mean of the kinds, in which one counts e times as much that lies nearer
    by `nearness` of a cosine. Its length stays what it was. Source: truncation towards several means (Mokady et al.,
    "Self-distilled StyleGAN", SIGGRAPH 2022, section 3.3), there of clusters.
    """

    def __init__(self, kinds: NDArray[np.floating], *, share: float, nearness: float) -> None:
        super().__init__()
        self.share, self.nearness = share, nearness
        unit = functional.normalize(torch.from_numpy(kinds.astype(np.float32)), dim=1)
        self.register_buffer("kinds", unit.half().float())  # as the file keeps them, at half the size

    def forward(self, x: Tensor) -> Tensor:
        meaning, rest = x.split([self.kinds.shape[1], x.shape[1] - self.kinds.shape[1]], 1)
        heard = functional.normalize(meaning, dim=1)
        likely = (heard @ self.kinds.T / self.nearness).softmax(1)
        toward = functional.normalize(likely @ self.kinds, dim=1)
        nearer = functional.normalize(heard + self.share * (toward - heard), dim=1)
        return torch.cat([nearer * meaning.norm(dim=1, keepdim=True), rest], 1)


class Focused(nn.Module):  # type: ignore[misc]  # as above
    """A generator that is told what it hears through a focus."""

    def __init__(self, generator: Generator, focus: Focus) -> None:
        super().__init__()
        self.generator, self.focus = generator, focus
        self.inputs, self.heard = generator.inputs, generator.heard

    def forward(self, x: Tensor) -> Tensor:
        return self.generator(self.focus(x))


def kind_means(paired: PairedSet, listener: Listener) -> NDArray[np.float32]:
    """What the sounds of each class of the training split mean on average, (classes, meaning)."""
    sounds = paired.sounds.of("train")
    meaning = listener.hear(sounds.inputs()).conditions[:, :-1]
    return np.stack([meaning[sounds.labels == label].mean(0) for label in range(len(paired.classes))])
