"""`python -m models.newness_fit --data DIR`: how sure it is, by what it means, that what has begun is something new.

The recordings of a split are heard one after the other, neighbours of two classes, with pauses between. Where their
bands say that something new began, it is known whether it did; the odds of it by the cosine between what was before and
what has sounded since are fitted at each of AGES_S. Prints them as they stand in `models/imagine/newness.py`, and how
often they would be right in both splits.
"""

import math
from bisect import bisect_right
from pathlib import Path
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from models.errors import ModelError
from models.imagine.listener import Heard, Listener
from models.imagine.live_hearing import LiveHearing
from models.imagine.newness import AGES_S, alike
from models.imagine.sound_file import read_sound
from models.paired.class_folder import read_folder
from models.paired.features import RATE_HZ, SAMPLES, WINDOW_S, Sound

SEED: Final = 2031
PAUSES_S: Final = (0.3, 0.6)
BLOCK_S: Final = 0.05
EARLY_S: Final = 0.1
"""What seems to begin so long before a recording, or before what began last, is of it."""
SOFT: Final = 1e-4
"""Weight of the squared steepness: a few cases in a row must not make it endless."""


class Teacher:
    """Judges as one who knows when the recordings began, and keeps what there was to judge by.

    The first that begins in a recording is new; the same barks on where more of it does.
    """

    def __init__(self) -> None:
        self.now_s = 0.0
        self.seen: list[tuple[float, float, bool]] = []
        self._starts_s: list[float] = []
        self._first_s: list[float] = []

    def begin(self) -> None:
        """A recording begins."""
        self._starts_s.append(self.now_s)
        self._first_s.append(math.inf)

    def judge(self, now: Heard, before: Heard, age_s: float) -> float:
        """As `newness`, but 0 or 1."""
        began_s = self.now_s - age_s
        at = max(0, bisect_right(self._starts_s, began_s + EARLY_S) - 1)
        self._first_s[at] = min(self._first_s[at], began_s)
        is_new = began_s < self._first_s[at] + EARLY_S
        if before.present[0] > 0.0:
            self.seen.append((age_s, alike(now, before), is_new))
        return float(is_new)


def recordings(data: Path, split: str, each: int) -> list[Sound]:
    """The first of each class, then the second of each, and so on."""
    found = read_folder(data)
    by_class = [[it for it in found.sounds if it.label == label and it.split == split] for label in found.classes]
    items = [of_class[turn] for turn in range(each) for of_class in by_class if turn < len(of_class)]
    return [read_sound(item.path).sound[:SAMPLES] for item in items]


def seen_in(sounds: list[Sound], listener: Listener) -> NDArray[np.float64]:
    """What there was to judge by (n, 3): the age in seconds, the cosine, and 1 where it was new."""
    teacher, chance = Teacher(), np.random.default_rng(SEED)
    live = LiveHearing(RATE_HZ, judge=teacher.judge)
    block = round(BLOCK_S * RATE_HZ)
    for sound in tqdm(sounds, unit="sound", leave=False, disable=None):
        teacher.begin()
        pause = np.zeros(round(chance.uniform(*PAUSES_S) * RATE_HZ), dtype=np.float32)
        whole = np.concatenate([sound, pause])
        for part in np.array_split(whole, max(1, len(whole) // block)):
            live.add(part)
            teacher.now_s += len(part) / RATE_HZ
            if live.silent_s(WINDOW_S) == 0.0:  # in silence nothing gets older
                live.hear(listener, WINDOW_S)
    return np.array(teacher.seen, dtype=np.float64)


def near(seen: NDArray[np.float64], age_s: float) -> NDArray[np.float64]:
    """What was seen of that age, give or take a sixth."""
    return seen[np.abs(seen[:, 0] / age_s - 1.0) < 1.0 / 6.0]


def fitted(seen: NDArray[np.float64]) -> tuple[float, float]:
    """The cosine at which it is new as often as not, and how fast the odds fall with it."""
    cosine, is_new = seen[:, 1], seen[:, 2]

    def loss(at: NDArray[np.float64]) -> float:
        odds = at[1] * (at[0] - cosine)
        return float(np.mean(np.logaddexp(0.0, odds) - is_new * odds) + SOFT * at[1] ** 2)

    even, steep = minimize(loss, [0.5, 5.0]).x
    return float(even), float(steep)


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True, help="Sounds by class.")
@click.option("--each", default=10, show_default=True, help="Recordings of each class.")
def main(data: Path, each: int) -> None:
    """Fit on the validation split; say how often that is right there and on the test split."""
    try:
        listener = Listener()
        seen, unseen = (seen_in(recordings(data, split, each), listener) for split in ("val", "test"))
    except (ModelError, OSError) as error:
        raise click.ClickException(str(error)) from None
    found = [fitted(near(seen, age_s)) for age_s in AGES_S]
    click.echo(f"AGES_S: Final = {AGES_S}")
    click.echo(f"EVEN: Final = {tuple(round(even, 2) for even, _ in found)}")
    click.echo(f"STEEP: Final = {tuple(round(steep, 1) for _, steep in found)}")
    for age_s, (even, steep) in zip(AGES_S, found, strict=True):
        right = [
            np.mean((steep * (even - it[:, 1]) > 0.0) == it[:, 2]) for it in (near(seen, age_s), near(unseen, age_s))
        ]
        click.echo(f"{age_s:g} s: right {right[0]:.1%} (validation), {right[1]:.1%} (test)")


if __name__ == "__main__":
    main()
