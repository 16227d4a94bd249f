"""The network of a map of any drawing: one body, and a head that fits each kind of parameter.

Numbers come from sigmoids, choices and switches from scores that are compared. What leaves the network is knob
travel all the same: the best score's setting. (An oscillator that fades where two waves are close was tried: it went
silent wherever the network was not sure, and the level no longer said what it should.)

The input gets two more channels, the place of each pixel, as a mean over all places forgets where a drawing lies
(Liu et al., "An intriguing failing of convolutional neural networks and the CoordConv solution", 2018). The moments of
the picture go past the convolutions: where the ink lies and how it spreads are sums, which need not be learned.
"""

from itertools import pairwise
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.sketch_to_patch.geometry import NAMES
from models.sketch_to_patch.map_config import MapConfig
from models.sketch_to_patch.map_data import KINDS
from models.sketch_to_patch.network import step
from models.sketch_to_patch.raster import SIZE
from synth.parameters import INDEX, N_PREDICTED, PREDICTED, Parameter, Scale

SETTINGS: Final = tuple(row for row in PREDICTED if row.scale in (Scale.CHOICE, Scale.SWITCH))
"""The rows whose values are compared, in table order; the others are numbers."""
NUMBERS: Final = tuple(row for row in PREDICTED if row not in SETTINGS)


class Answer(NamedTuple):
    """What training compares: `numbers` (n, 19) knob travel, one (n, choices) of scores for each of `SETTINGS`.

    Plain heads give all 33 values as numbers, and no scores.
    """

    numbers: Tensor
    scores: tuple[Tensor, ...]
    embedding: Tensor
    geometry: Tensor
    classes: Tensor


def choices(row: Parameter) -> int:
    """How many settings a row has."""
    return int(row.maximum - row.minimum) + 1


MOMENTS: Final = 9
LEAST: Final = 1e-6
"""Added where an empty picture would divide by nothing; what is much smaller, the exporter takes for zero."""


def moments(picture: Tensor, place: Tensor) -> Tensor:
    """Numbers (n, 9) of pictures (n, 1, s, s), with the places of pixels (1, 2, s, s) from -1 to 1.

    Share of ink; its middle, right and down; its spread across and down; elongation and tilt as in `geometry`; the
    shares of columns and rows with ink.
    """
    ink = picture.mean((2, 3))
    x, y = place[:, :1], place[:, 1:]
    weights = picture / (ink[:, :, None, None] + LEAST)
    middle_x, middle_y = (weights * x).mean((2, 3)), (weights * y).mean((2, 3))
    across, down = x - middle_x[:, :, None, None], y - middle_y[:, :, None, None]
    xx, yy, xy = ((weights * product).mean((2, 3)) for product in (across * across, down * down, -across * down))
    spread = torch.sqrt((xx - yy) ** 2 + 4.0 * xy**2 + LEAST)
    longest, shortest = 0.5 * (xx + yy + spread), torch.relu(0.5 * (xx + yy - spread))
    elongation = 1.0 - torch.sqrt((shortest + LEAST) / (longest + LEAST))
    tilt = 2.0 * xy / spread * elongation
    columns, rows = picture.amax(2).mean(2), picture.amax(3).mean(2)
    far = torch.sqrt(xx + LEAST), torch.sqrt(yy + LEAST)
    return torch.cat([ink, middle_x, middle_y, *far, elongation, tilt, columns, rows], 1)


class CompactBody(nn.Module):
    """Picture with places (n, 3, 128, 128) and its moments (n, 9) to what is seen in it (n, hidden)."""

    def __init__(self, config: MapConfig) -> None:
        super().__init__()
        widths = (3, *config.channels)
        self.steps = nn.Sequential(*(step(a, b, 2) for a, b in pairwise(widths)))
        last = config.channels[-1]
        self.residual = step(last, last, 1)
        self.pooled = nn.Linear(2 * last + MOMENTS, config.hidden)

    def forward(self, x: Tensor, sums: Tensor) -> Tensor:
        return self._gathered(self.steps(x), sums)

    def early(self, x: Tensor, sums: Tensor, steps: int) -> Tensor:
        """What the first convolutions make of it, and the moments as its last channels."""
        x = self.steps[:steps](x)
        return torch.cat([x, sums[:, :, None, None].expand(-1, -1, *x.shape[2:])], 1)

    def late(self, x: Tensor, steps: int) -> Tensor:
        """What is seen, from what `early` gave."""
        return self._gathered(self.steps[steps:](x[:, :-MOMENTS]), x[:, -MOMENTS:, 0, 0])

    def _gathered(self, x: Tensor, sums: Tensor) -> Tensor:
        x = x + self.residual(x)
        return functional.silu(self.pooled(torch.cat([x.mean((2, 3)), x.amax((2, 3)), sums], 1)))


class InceptionBody(nn.Module):
    """The body of the paper (Szegedy et al., CVPR 2016), not pretrained, for comparison."""

    def __init__(self, config: MapConfig) -> None:
        super().__init__()
        from torchvision.models import inception_v3  # heavy, and only this one needs it

        self.body = inception_v3(weights=None, aux_logits=False, init_weights=False)
        self.body.fc = nn.Linear(2048, config.hidden)

    def forward(self, x: Tensor, _: Tensor) -> Tensor:
        seen: Tensor = self.body(x)
        return functional.silu(seen)


class MapNet(nn.Module):
    """Picture (n, 1, 128, 128) to knob travel (n, 33) and the embedding of the shape (n, embedding)."""

    def __init__(self, config: MapConfig | None = None) -> None:
        super().__init__()
        self.config = config or MapConfig()
        hidden = self.config.hidden
        self.seen: nn.Module = CompactBody(self.config) if self.config.body == "compact" else InceptionBody(self.config)
        self.thought = nn.Sequential(nn.Linear(hidden, hidden), nn.SiLU())
        self.embed = nn.Linear(hidden, self.config.embedding)
        plain = self.config.heads == "plain"
        self.numbers = nn.Linear(hidden, N_PREDICTED if plain else len(NUMBERS))
        self.settings = nn.ModuleList(nn.Linear(hidden, choices(row)) for row in SETTINGS if not plain)
        self.geometry = nn.Linear(hidden, len(NAMES))
        self.classes = nn.Linear(self.config.embedding, len(KINDS))  # shapes the embedding, and is not exported
        axis = torch.linspace(-1.0, 1.0, SIZE)
        place = torch.stack([axis[None, :].expand(SIZE, SIZE), axis[:, None].expand(SIZE, SIZE)])[None]
        self.register_buffer("place", place.clone(), persistent=False)
        self.register_buffer("lowest", torch.zeros(1, N_PREDICTED), persistent=False)
        self.register_buffer("highest", torch.ones(1, N_PREDICTED), persistent=False)

    def keep_within(self, taught: Tensor) -> None:
        """From now on no answer lies outside of what was taught, knob travel (n, 33).

        A filter that is shut a little further than any that was taught may take the note itself away.
        """
        self.lowest, self.highest = taught.amin(0, keepdim=True), taught.amax(0, keepdim=True)

    def answer_freely(self) -> None:
        """From now on every answer is allowed: other sounds are to be learned."""
        self.lowest, self.highest = torch.zeros_like(self.lowest), torch.ones_like(self.highest)

    def body(self, picture: Tensor) -> Tensor:
        """What is seen in a picture: (n, hidden)."""
        return self.thought_over(self.seen(*self.placed(picture)))

    def placed(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """The picture with the places of its pixels (n, 3, 128, 128), and its moments (n, 9)."""
        return torch.cat([picture, self.place.expand(picture.shape[0], -1, -1, -1)], 1), moments(picture, self.place)

    def thought_over(self, seen: Tensor) -> Tensor:
        """What the body has seen, and what follows from it."""
        thought: Tensor = self.thought(seen)
        return seen + thought

    def answer(self, picture: Tensor) -> Answer:
        """Everything that training compares with the truth."""
        return self.answer_to(self.body(picture))

    def answer_to(self, seen: Tensor) -> Answer:
        """As `answer`, from what is seen in a picture (n, hidden)."""
        embedding = functional.normalize(self.embed(seen), dim=1)
        return Answer(
            torch.sigmoid(self.numbers(seen)),
            tuple(head(seen) for head in self.settings),
            embedding,
            self.geometry(seen),
            self.classes(8.0 * embedding),
        )

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.body(picture)
        return self.unit(seen), functional.normalize(self.embed(seen), dim=1)

    def unit(self, seen: Tensor) -> Tensor:
        """Knob travel (n, 33) of what is seen in a picture (n, hidden)."""
        numbers = torch.sigmoid(self.numbers(seen))
        if self.config.heads == "plain":
            return numbers
        columns = {row.id: numbers[:, i : i + 1] for i, row in enumerate(NUMBERS)}
        for row, head in zip(SETTINGS, self.settings, strict=True):
            chances = torch.softmax(head(seen), 1)
            columns[row.id] = chances.argmax(1, keepdim=True).to(seen.dtype) / (choices(row) - 1)
        unit = torch.cat([columns[row.id] for row in PREDICTED], 1)
        return torch.clamp(unit, self.lowest, self.highest)


def columns_of(rows: tuple[Parameter, ...]) -> list[int]:
    """Places of rows in the table."""
    return [INDEX[row.id] for row in rows]
