"""Endless fresh renders of our own synth: what the hearing network learns from. No sound of anybody else.

Batch number i of a seed is always the same one. Half of the patches have envelopes, resonance and pulse
width of their own, so that the network hears the 33 through them.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.audible import audible_mask
from models.sound_to_patch.candidate import PLAYED
from models.sound_to_patch.distance import render_like
from models.sound_to_patch.hearing import LONGEST_S, RATE_HZ, Heard
from models.sound_to_patch.network_input import network_input
from models.sound_to_patch.prior import draw
from synth.parameters import BY_ID
from synth.patch import Patch

NOTES: Final = (28, 96)
"""Lowest and highest key of a training sound."""
HELD_S: Final = (0.15, 1.4)
_REMEMBERED: Final = 64
"""Batches that are kept to be heard again."""
_PLAYED_SHARE: Final = 0.5
_TAIL_S: Final = 0.25
_LONGEST_TIME_S: Final = 2.0
"""Envelope times are drawn up to here: a longer one is not over when the sound ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Sounds as the network takes them (n, *INPUT_SHAPE), their knob travel (n, 33), and what of it is heard."""

    inputs: NDArray[np.float32]
    units: NDArray[np.float64]
    audible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A patch and how it is played."""

    patch: Patch
    heard_as: Heard
    seed: int


def draw_example(rng: np.random.Generator) -> Example:
    """A drawn patch with a note and a length."""
    patch = Patch.default().with_unit(draw(rng))
    if rng.random() < _PLAYED_SHARE:
        patch = patch.replace({id: _played_value(id, rng) for id in PLAYED})
    held_s = float(np.exp(rng.uniform(*np.log(HELD_S))))
    length = round(min(LONGEST_S, held_s + _TAIL_S) * RATE_HZ)
    heard_as = Heard(np.zeros(length, np.float32), int(rng.integers(NOTES[0], NOTES[1] + 1)), held_s, True)
    return Example(patch, heard_as, int(rng.integers(1, 2**31)))


def example_input(example: Example) -> NDArray[np.float32]:
    """What the network hears of an example."""
    sound = render_like(example.patch, example.heard_as, seed=example.seed)
    return network_input(sound, example.heard_as.note)


def fresh_batch(seed: int, index: int, size: int) -> Batch:
    """Batch `index` of a seed."""
    rng = np.random.default_rng([seed, index])
    examples = [draw_example(rng) for _ in range(size)]
    units = np.stack([example.patch.to_unit() for example in examples])
    return Batch(np.stack([example_input(example) for example in examples]), units, audible_mask(units))


def batches(seed: int, first: int, size: int, *, workers: int) -> Iterator[Batch]:
    """Batches `first`, `first` + 1 and so on for ever, rendered ahead by threads (the synth's kernels run free)."""
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[Batch]] = deque()
        index = first
        try:
            while True:
                while len(ahead) < 2 * workers:
                    ahead.append(pool.submit(fresh_batch, seed, index, size))
                    index += 1
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()


def heard_again(fresh: Iterator[Batch], times: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Each fresh batch, and `times` - 1 batches of sounds of the last ones, mixed anew."""
    kept: deque[Batch] = deque(maxlen=_REMEMBERED)
    for batch in fresh:
        kept.append(batch)
        yield batch
        for _ in range(times - 1):
            yield _mixed(kept, rng)


def _mixed(kept: Sequence[Batch], rng: np.random.Generator) -> Batch:
    """A batch of sounds at random."""
    size = len(kept[0].units)
    chosen = [(kept[batch], sound) for batch, sound in rng.integers(0, (len(kept), size), (size, 2))]
    return Batch(
        np.stack([batch.inputs[sound] for batch, sound in chosen]),
        np.stack([batch.units[sound] for batch, sound in chosen]),
        np.stack([batch.audible[sound] for batch, sound in chosen]),
    )


def _played_value(id: str, rng: np.random.Generator) -> float:
    row = BY_ID[id]
    highest = row.to_unit(_LONGEST_TIME_S) if row.unit == "s" else 1.0
    return row.from_unit(float(rng.uniform(0.0, highest)))
