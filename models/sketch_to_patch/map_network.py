"""The network of a map of any drawing: one body, and a head that fits each kind of parameter.

Numbers come from sigmoids, choices and switches from scores that are compared. What leaves the network is knob
travel all the same: the best score's setting. Where two waves are close the oscillator fades, as in `synth.blend`,
so that a wave changes where it cannot be heard.

The input gets two more channels, the place of each pixel, as a mean over all places forgets where a drawing lies
(Liu et al., "An intriguing failing of convolutional neural networks and the CoordConv solution", 2018).
"""

from itertools import pairwise
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn

from models.sketch_to_patch.geometry import NAMES
from models.sketch_to_patch.map_config import MapConfig
from models.sketch_to_patch.map_data import KINDS
from models.sketch_to_patch.network import step
from synth.blend import FADE
from synth.parameters import INDEX, PREDICTED, Parameter, Scale

SETTINGS: Final = tuple(row for row in PREDICTED if row.scale in (Scale.CHOICE, Scale.SWITCH))
"""The rows whose values are compared, in table order; the others are numbers."""
NUMBERS: Final = tuple(row for row in PREDICTED if row not in SETTINGS)


class Answer(NamedTuple):
    """What training compares: `numbers` (n, 19) knob travel, one (n, choices) of scores for each of `SETTINGS`."""

    numbers: Tensor
    scores: tuple[Tensor, ...]
    embedding: Tensor
    geometry: Tensor
    classes: Tensor


def choices(row: Parameter) -> int:
    """How many settings a row has."""
    return int(row.maximum - row.minimum) + 1


class MapNet(nn.Module):
    """Picture (n, 1, 128, 128) to knob travel (n, 33) and the embedding of the shape (n, embedding)."""

    def __init__(self, config: MapConfig | None = None) -> None:
        super().__init__()
        self.config = config or MapConfig()
        widths = (3, *self.config.channels)
        self.steps = nn.Sequential(*(step(a, b, 2) for a, b in pairwise(widths)))
        last, hidden = self.config.channels[-1], self.config.hidden
        self.residual = step(last, last, 1)
        self.pooled = nn.Sequential(nn.Linear(2 * last, hidden), nn.SiLU())
        self.embed = nn.Linear(hidden, self.config.embedding)
        self.numbers = nn.Linear(hidden, len(NUMBERS))
        self.settings = nn.ModuleList(nn.Linear(hidden, choices(row)) for row in SETTINGS)
        self.geometry = nn.Linear(hidden, len(NAMES))
        self.classes = nn.Linear(self.config.embedding, len(KINDS))  # shapes the embedding, and is not exported
        axis = torch.linspace(-1.0, 1.0, 128)
        place = torch.stack([axis[None, :].expand(128, 128), axis[:, None].expand(128, 128)])[None]
        self.register_buffer("place", place.clone(), persistent=False)

    def early(self, picture: Tensor, steps: int) -> Tensor:
        """What the first convolutions make of a picture and the place of its pixels."""
        place = self.place.expand(picture.shape[0], -1, -1, -1)
        x = torch.cat([picture, place], 1)
        for convolution in list(self.steps)[:steps]:
            x = convolution(x)
        return x

    def late(self, features: Tensor, steps: int) -> Tensor:
        """What is seen, (n, hidden), from what the first `steps` convolutions have made."""
        for convolution in list(self.steps)[steps:]:
            features = convolution(features)
        x = features + self.residual(features)
        seen: Tensor = self.pooled(torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1))
        return seen

    def answer(self, picture: Tensor) -> Answer:
        """Everything that training compares with the truth."""
        return self.answer_to(self.late(self.early(picture, 0), 0))

    def answer_to(self, seen: Tensor) -> Answer:
        """As `answer`, from what is seen (n, hidden)."""
        embedding = nn.functional.normalize(self.embed(seen), dim=1)
        return Answer(
            torch.sigmoid(self.numbers(seen)),
            tuple(head(seen) for head in self.settings),
            embedding,
            self.geometry(seen),
            self.classes(8.0 * embedding),
        )

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.late(self.early(picture, 0), 0)
        return self.unit(seen), nn.functional.normalize(self.embed(seen), dim=1)

    def unit(self, seen: Tensor) -> Tensor:
        """Knob travel (n, 33) of what is seen: the scores compared."""
        numbers = torch.sigmoid(self.numbers(seen))
        columns = {row.id: numbers[:, i : i + 1] for i, row in enumerate(NUMBERS)}
        for row, head in zip(SETTINGS, self.settings, strict=True):
            chances = torch.softmax(head(seen), 1)
            columns[row.id] = chances.argmax(1, keepdim=True).to(seen.dtype) / (choices(row) - 1)
            if row.id.endswith("_wave"):
                amp = row.id.replace("_wave", "_amp")
                columns[amp] = columns[amp] * _heard(chances)
        return torch.cat([columns[row.id] for row in PREDICTED], 1)


def _heard(chances: Tensor) -> Tensor:
    """How much of an oscillator is heard, (n, 1), by the lead of its likeliest wave."""
    first_two = chances.topk(2, 1).values
    lead = ((first_two[:, :1] - first_two[:, 1:]) / FADE).clamp(0.0, 1.0)
    return lead * lead * (3.0 - 2.0 * lead)


def columns_of(rows: tuple[Parameter, ...]) -> list[int]:
    """Places of rows in the table."""
    return [INDEX[row.id] for row in rows]
