"""How good a generator is on the way: what a frozen judge sees in pictures of the validation split's sounds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from models.errors import ModelError
from models.imagine.listener import Listener
from models.imagine.sheet import write_sheet
from models.paired.paired_set import PairedSet
from models.recognise.measures import frechet_distance, kernel_distance, spread_within, top_k
from models.recognise.precision import quick
from models.recognise.saved import SavedRecogniser, picture_input

PICTURES: Final = 900
SHEET_ROWS: Final = 6


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge found."""

    error: float
    """What the best network has least of."""
    spread: float
    """Distance of two examples of a class, as a share of that of real ones."""
    figures: dict[str, float]


class Painter(Protocol):
    """A network from (n, inputs) to pictures (n, 3, 64, 64), -1 to 1; the first `heard` inputs are the condition."""

    inputs: int
    heard: int

    def eval(self) -> Any:
        """Ready to answer, no more to learn."""

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """The pictures."""


class Probe:
    """The same sounds and noise each time."""

    def __init__(self, paired: PairedSet, listener: Listener, judge: SavedRecogniser, *, seed: int) -> None:
        sounds = paired.sounds.of("val")
        lacking = [name for label, name in enumerate(paired.classes) if not (sounds.labels == label).any()]
        if lacking:
            raise ModelError(f"No sound of {', '.join(lacking)} is in the validation split: add some files.")
        rng = np.random.default_rng(seed)
        each = -(-PICTURES // len(paired.classes))
        rows = np.concatenate(
            [rng.choice(np.flatnonzero(sounds.labels == label), each) for label in range(len(paired.classes))]
        )
        heard = listener.hear(sounds.inputs()).conditions
        self._heard, self._labels = heard[rows], sounds.labels[rows]
        firsts = [int(np.flatnonzero(sounds.labels == label)[0]) for label in range(len(paired.classes))]
        self._sheet = np.tile(heard[firsts], (SHEET_ROWS, 1))
        self._judge = judge
        self._rng_seed = seed
        pixels, labels = paired.pictures.rgb("val")
        self._real, self._real_labels = judge.recognise(picture_input(pixels))[0], labels
        train, train_labels = paired.pictures.rgb("train")
        means = np.stack([train[train_labels == label].mean(0) for label in range(len(paired.classes))])
        mean_seen = judge.recognise(picture_input(means.astype(np.uint8)))[0][self._labels]
        self._of_means = frechet_distance(self._real, mean_seen)
        self._spread = spread_within(self._real, labels)

    def judge(self, generator: Painter, device: str = "cpu") -> Judgement:
        """What the judge says of pictures of all classes."""
        made = painted(generator, self._heard, seed=self._rng_seed, device=device)
        seen, probability = self._judge.recognise(picture_input(made))
        frechet, top1 = frechet_distance(self._real, seen) / self._of_means, top_k(probability, self._labels, 1)
        # Small for pictures that lie where real ones lie and show what was heard.
        return Judgement(
            frechet + 1.0 - top1,
            spread_within(seen, self._labels) / self._spread,
            {"frechet": frechet, "top1": top1, "kernel": kernel_distance(self._real, seen)},
        )

    def sheet(self, generator: Painter, path: Path, device: str) -> None:
        """One sound of each class a column, other noise each row."""
        made = painted(generator, self._sheet, seed=self._rng_seed + 1, device=device)
        write_sheet(made, path, columns=len(made) // SHEET_ROWS)


@torch.inference_mode()
def painted(
    generator: Painter, heard: NDArray[np.float32], *, seed: int, device: str, batch: int = 150
) -> NDArray[np.uint8]:
    """Pictures (n, 64, 64, 3) of conditions (n, heard)."""
    generator.eval()
    source = torch.Generator().manual_seed(seed)
    noise = torch.randn(len(heard), generator.inputs - generator.heard, generator=source)
    x = torch.cat([torch.from_numpy(heard), noise], 1).to(device)
    with quick(device):
        made = torch.cat([generator(part).float() for part in x.split(batch)])
    return as_pixels(made.cpu().numpy())


def as_pixels(made: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Pictures (n, 3, h, w), -1 to 1, as pixels (n, h, w, 3)."""
    return np.asarray(np.rint(np.clip((made.transpose(0, 2, 3, 1) + 1.0) * 127.5, 0.0, 255.0)), dtype=np.uint8)
