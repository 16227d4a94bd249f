"""A small convolutional network from a spectrogram or a picture to an embedding and scores of classes."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.paired.features import INPUT_SHAPE
from models.paired.paired_set import PICTURE_SIDE
from models.recognise.config import Block, RecogniserConfig, Sense


def input_shape(sense: Sense) -> tuple[int, int, int]:
    """Channels, rows (time) and columns of one example."""
    return (1, *INPUT_SHAPE) if sense is Sense.SOUND else (3, PICTURE_SIDE, PICTURE_SIDE)


def _convolution(before: int, after: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
    )


def _separable(before: int, after: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, before, 5, stride, 2, groups=before, bias=False), nn.BatchNorm2d(before),
        nn.Conv2d(before, after, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True),
    )  # fmt: skip


class _Residual(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _convolution(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


class _Stage(nn.Module):  # type: ignore[misc]  # as above
    """Half the size, then the rest of the block."""

    def __init__(self, before: int, after: int, block: Block) -> None:
        super().__init__()
        if block is Block.RESIDUAL:
            self.body = nn.Sequential(_convolution(before, after, 2), _Residual(after))
        else:
            self.body = nn.Sequential(
                _separable(before, after, 2), _separable(after, 2 * after), _separable(2 * after, after)
            )

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class Recogniser(nn.Module):  # type: ignore[misc]  # as above
    """Examples (n, *input_shape), 0 to 1, to embeddings (n, embedding) and scores (n, classes)."""

    def __init__(self, config: RecogniserConfig, classes: int) -> None:
        super().__init__()
        self.config = config
        widths = (input_shape(config.sense)[0], *config.channels)
        self.stages = nn.Sequential(*(_Stage(a, b, config.block) for a, b in pairwise(widths)))
        self.embed = nn.Linear(2 * widths[-1], config.embedding)
        self.dropout = nn.Dropout(config.dropout)
        self.classify = nn.Linear(config.embedding, classes)

    def places(self, x: Tensor) -> Tensor:
        """What is seen at each place of examples: the last stage, (n, channels, rows, columns)."""
        if self.config.sense is Sense.SOUND and self.config.bands != x.shape[-1]:
            x = functional.avg_pool2d(x, (1, x.shape[-1] // self.config.bands))
        return self.stages(2.0 * x - 1.0)

    def told(self, places: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings and scores of what `places` gives."""
        embedding = self.embed(torch.cat([places.mean((2, 3)), places.amax((2, 3))], 1))
        return embedding, self.classify(self.dropout(functional.relu(embedding)))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return self.told(self.places(x))
