"""From a sound to the drawing that gives it: first guesses, then a local search over shape and pen.

Guesses are drawn and asked about in batches: a network takes many pictures as quickly as it takes one. The best few
have changed copies, and the nearest stay ((mu + lambda) evolution: Beyer & Schwefel, "Evolution strategies", Natural
Computing 1, 2002). At the end the nearest few are rendered, and the ear has the last word.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.sketch_to_patch.stroke import Sketch
from models.sound_to_patch.distance import Fingerprint, distance_db, fingerprint
from models.sound_to_patch.hearing import RATE_HZ
from models.sound_to_sketch.drawn_guess import DrawnGuess, any_drawing, changed, rasters_of, typical
from models.sound_to_sketch.geometry_of_sound import first_guesses
from models.sound_to_sketch.sound_distance import sound_distances
from synth.patch import Patch
from synth.render import render_note

Predict = Callable[[NDArray[np.uint8]], NDArray[np.float64]]
"""Rasters uint8 (n, 128, 128) to knob travel (n, 33): `SketchPredictor.predict_unit`."""

Units = NDArray[np.float64]
Asked = tuple[list[DrawnGuess], Units]
"""Guesses and what a map makes of them, (n, 33)."""
Ranked = tuple[float, DrawnGuess, Units]

PREDICTIONS: Final = 900
"""Drawings that are tried where nothing else is said: a few seconds."""
BATCH: Final = 12
KEPT: Final = 10
MEANT: Final = 20
"""First guesses by the rules read backwards."""
POOLED: Final = 0.25
"""Share of the drawings that are tried before the local search, and asked about once for all sounds."""
FINALISTS: Final = 10
NOTE: Final = 48
HELD_S: Final = 0.7
TAIL_S: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class SketchOfSound:
    """A drawing, the sound it gives, and how far that is from the one that was wanted.

    `unit` is knob travel (33,); `distance` is that of `sound_distances`; `distance_db` compares renders as
    `models.sound_to_patch.distance` does. `start_distance` is that of the nearest first guess.
    """

    sketch: Sketch
    unit: NDArray[np.float64]
    distance: float
    distance_db: float
    start_distance: float
    predictions: int


class _Found:
    """The nearest guesses so far, nearest first."""

    def __init__(self, target: Units) -> None:
        self._target = target
        self.guesses: list[Ranked] = []

    @property
    def first_distance(self) -> float:
        return self.guesses[0][0]

    def add(self, guesses: list[DrawnGuess], units: Units) -> None:
        distances = sound_distances(self._target, units)
        self.guesses += zip(distances.tolist(), guesses, units, strict=True)
        self.guesses.sort(key=lambda entry: entry[0])
        del self.guesses[KEPT:]


class Sketcher:
    """Finds drawings for sounds by one map. What it learns about the map for one sound it keeps for the next.

    Thread: any, one at a time.
    """

    def __init__(self, predict: Predict, *, seed: int = 0) -> None:
        self._predict, self._seed = predict, seed
        self._rng = np.random.default_rng(seed)
        self._typical = typical(self._rng)
        self._pool: list[Asked] = []

    def find(
        self,
        patch: Patch,
        *,
        predictions: int = PREDICTIONS,
        seconds: float | None = None,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> SketchOfSound | None:
        """The drawing whose sound is nearest to a patch by its 33 values, after so many predictions or seconds.

        The same for the same seed, unless `seconds` end it. `progress` gets a share of 0 to 1; None when `cancelled`
        says so. Raises ModelFileError when the network fails.
        """
        began = time.monotonic()
        found = _Found(patch.to_unit())
        rng = np.random.default_rng(self._seed + 1)
        first = self._first(patch, round(POOLED * predictions))
        start, done = math.inf, 0
        while done < predictions and not cancelled():
            if seconds is not None and done > 0 and time.monotonic() - began >= seconds:
                break
            batch = next(first, None)
            if batch is None:
                start = found.first_distance if start == math.inf else start
                children = _children(found.guesses, rng)
                batch = children, self._ask(children)
            found.add(*batch)
            done += len(batch[0])
            progress(min(1.0, done / predictions))
        if cancelled():
            return None
        return _by_ear(patch, found, start=min(start, found.first_distance), predictions=done)

    def _first(self, patch: Patch, pooled: int) -> Iterator[Asked]:
        """What is tried first, in batches: what the rules say, then a pool that is the same for every sound."""
        meant = first_guesses(patch, MEANT)
        for i in range(0, len(meant), BATCH):
            yield meant[i : i + BATCH], self._ask(meant[i : i + BATCH])
        for number in range(math.ceil(pooled / BATCH)):
            if number == len(self._pool):
                guesses = [self._typical.pop() if self._typical else any_drawing(self._rng) for _ in range(BATCH)]
                self._pool.append((guesses, self._ask(guesses)))
            yield self._pool[number]

    def _ask(self, guesses: list[DrawnGuess]) -> Units:
        return self._predict(rasters_of(guesses))


def _children(guesses: list[Ranked], rng: np.random.Generator) -> list[DrawnGuess]:
    """Changed copies: good ones have more."""
    children = []
    for _ in range(BATCH):
        rank = min(int(rng.exponential(2.5)), len(guesses) - 1)
        children.append(changed(guesses[rank][1], guesses[int(rng.integers(len(guesses)))][1], rng))
    return children


def _by_ear(patch: Patch, found: _Found, *, start: float, predictions: int) -> SketchOfSound:
    """Of the nearest by their values the one that is nearest when it sounds."""
    wanted = _heard(patch)
    heard = [distance_db(_heard(patch.with_unit(unit)), wanted) for _, _, unit in found.guesses[:FINALISTS]]
    best = int(np.argmin(heard))
    distance, guess, unit = found.guesses[best]
    return SketchOfSound(guess.sketch(), unit, distance, heard[best], start, predictions)


def _heard(patch: Patch) -> Fingerprint:
    audio = render_note(patch, NOTE, seconds=HELD_S, sample_rate_hz=2 * RATE_HZ, tail=TAIL_S)
    return fingerprint(signal.resample_poly(audio.mean(axis=1), 1, 2))
