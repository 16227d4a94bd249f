"""From a sound to the drawing that gives it: first guesses, then a local search over shape and pen.

Guesses are drawn and asked about in batches: a network takes many pictures as quickly as it takes one. The best few
have changed copies, and the nearest stay ((mu + lambda) evolution: Beyer & Schwefel, "Evolution strategies", Natural
Computing 1, 2002). Nearest is first meant by the values, which costs nothing, and at the end by ear: the last drawings
are rendered.
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
LISTENED: Final = 0.08
"""Share of the drawings that are searched by ear: values that are far apart may sound alike."""
GUESSES_HEARD, FAMILIES_HEARD = 6, 20
"""With so many the search by ear begins: the nearest guesses, and the nearest of so many families."""
NOTE: Final = 48
HELD_S: Final = 0.7
TAIL_S: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class SketchOfSound:
    """A drawing, the sound it gives, and how far that is from the one that was wanted.

    `unit` is knob travel (33,); `distance` is that of `sound_distances`; `distance_db` compares renders as
    `models.sound_to_patch.distance` does.
    """

    sketch: Sketch
    unit: NDArray[np.float64]
    distance: float
    distance_db: float
    predictions: int


class _Found:
    """The nearest guesses so far, nearest first, and the nearest one of each family."""

    def __init__(self, target: Units) -> None:
        self._target = target
        self.guesses: list[Ranked] = []
        self._by_family: dict[str, Ranked] = {}

    def add(self, guesses: list[DrawnGuess], units: Units) -> None:
        distances = sound_distances(self._target, units)
        for ranked in zip(distances.tolist(), guesses, units, strict=True):
            self.guesses.append(ranked)
            before = self._by_family.get(ranked[1].family)
            if before is None or ranked[0] < before[0]:
                self._by_family[ranked[1].family] = ranked
        self.guesses.sort(key=lambda entry: entry[0])
        del self.guesses[KEPT:]

    def finalists(self) -> list[Ranked]:
        """The nearest few, and the nearest of the nearest families: those that are heard."""
        families = sorted(self._by_family.values(), key=lambda entry: entry[0])[:FAMILIES_HEARD]
        few = self.guesses[:GUESSES_HEARD]
        return [*few, *(entry for entry in families if all(entry is not other for other in few))]


class _Budget:
    """Counts predictions, and says when enough were made."""

    def __init__(
        self, predictions: int, seconds: float | None, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> None:
        self.predictions, self.done = predictions, 0
        self._until = math.inf if seconds is None else time.monotonic() + seconds
        self._progress, self._cancelled = progress, cancelled

    def spend(self, count: int) -> None:
        self.done += count
        self._progress(min(1.0, self.done / self.predictions))

    def is_spent(self, share: float = 1.0) -> bool:
        """True when a share of it is used up, the time is over, or nobody wants an answer; never before the start."""
        if self._cancelled():
            return True
        return self.done > 0 and (self.done >= share * self.predictions or time.monotonic() >= self._until)


class _Ear:
    """Guesses by how far they are when they sound, nearest first."""

    def __init__(self, patch: Patch) -> None:
        self._patch, self._wanted = patch, _heard(patch)
        self.heard: list[Ranked] = []

    def listen(self, guesses: list[Ranked]) -> None:
        for _, guess, unit in guesses:
            self.heard.append((distance_db(_heard(self._patch.with_unit(unit)), self._wanted), guess, unit))
        self.heard.sort(key=lambda entry: entry[0])
        del self.heard[KEPT:]


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
        budget = _Budget(predictions, seconds, progress, cancelled)
        rng = np.random.default_rng(self._seed + 1)
        found = self._by_values(patch, budget, rng)
        ear = None if cancelled() else self._by_ear(patch, found, budget, rng)
        if ear is None or cancelled():
            return None
        distance_db, guess, unit = ear.heard[0]
        distance = float(sound_distances(patch.to_unit(), unit[None])[0])
        return SketchOfSound(guess.sketch(), unit, distance, distance_db, budget.done)

    def _by_values(self, patch: Patch, budget: _Budget, rng: np.random.Generator) -> _Found:
        found = _Found(patch.to_unit())
        first = self._first(patch, round(POOLED * budget.predictions))
        while not budget.is_spent(1.0 - LISTENED):
            batch = next(first, None)
            if batch is None:
                children = _children(found.guesses, rng)
                batch = children, self._ask(children)
            found.add(*batch)
            budget.spend(len(batch[0]))
        return found

    def _by_ear(self, patch: Patch, found: _Found, budget: _Budget, rng: np.random.Generator) -> _Ear:
        ear = _Ear(patch)
        ear.listen(found.finalists())
        while not budget.is_spent():
            children = _children(ear.heard, rng)
            ear.listen([(math.inf, guess, unit) for guess, unit in zip(children, self._ask(children), strict=True)])
            budget.spend(len(children))
        return ear

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


def _heard(patch: Patch) -> Fingerprint:
    audio = render_note(patch, NOTE, seconds=HELD_S, sample_rate_hz=2 * RATE_HZ, tail=TAIL_S)
    return fingerprint(signal.resample_poly(audio.mean(axis=1), 1, 2))
