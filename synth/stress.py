"""A hundred thousand random patches, chords and changes: is every sample finite and bounded?

    python -m synth.stress --patches 100000

Each patch is random in all rows, and half of them have every row at one end or the other of its range.
A patch is arrived at smoothly or at once while notes, wheels, pedal and panic go on; now and then the
engine starts anew at another sample rate. Prints one JSON line; fails when a figure is bad.
"""

import json
import sys
import time
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray

from synth.engine import Engine
from synth.events import Modulation, NoteOff, NoteOn, Panic, PitchBend, Sustain
from synth.parameters import ALL
from synth.patch import Patch, random_patch

RATES_HZ: Final = (22_050.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0)
PATCHES_OF_AN_ENGINE: Final = 200
AUDIBLE: Final = 1e-4
"""Peak of -80 dBFS: a patch below is counted as silent."""


def extreme_patch(rng: np.random.Generator) -> Patch:
    """Every row at its lowest or highest."""
    return Patch(tuple(row.maximum if rng.random() < 0.5 else row.minimum for row in ALL))


def disturb(engine: Engine, rng: np.random.Generator) -> None:
    """What a player might do at once: some keys, and perhaps a wheel, the pedal or panic."""
    for _ in range(int(rng.integers(1, 5))):
        engine.send(NoteOn(int(rng.integers(0, 128)), int(rng.integers(1, 128))))
    engine.send(NoteOff(int(rng.integers(0, 128))))
    dice = rng.random()
    if dice < 0.1:
        engine.send(PitchBend(float(rng.uniform(-1.0, 1.0))))
    elif dice < 0.2:
        engine.send(Modulation(float(rng.random())))
    elif dice < 0.3:
        engine.send(Sustain(bool(rng.integers(2))))
    elif dice < 0.35:
        engine.send(Panic())


def stress(patches: int, *, seconds: float, seed: int) -> dict[str, float | int]:
    """Figures of `patches` patches of `seconds` each: counts, and the largest magnitude of all samples."""
    rng = np.random.default_rng(seed)
    began = time.process_time()
    engine, out = Engine(), np.empty((0, 2), dtype=np.float32)
    not_finite = above_full_scale = silent = 0
    peak = 0.0
    for index in range(patches):
        if index % PATCHES_OF_AN_ENGINE == 0:
            rate_hz = float(rng.choice(RATES_HZ))
            engine = Engine(rate_hz, seed=int(rng.integers(2**32)))
            out = np.empty((round(seconds * rate_hz), 2), dtype=np.float32)
        patch = extreme_patch(rng) if rng.random() < 0.5 else random_patch(rng)
        engine.set_patch(patch, immediately=bool(rng.integers(2)))
        disturb(engine, rng)
        highest = _render_peak(engine, out)
        not_finite += int(not np.isfinite(highest))
        above_full_scale += int(highest > 1.0)
        silent += int(highest < AUDIBLE)
        peak = max(peak, highest)
    return {
        "patches": patches,
        "seconds_each": seconds,
        "seed": seed,
        "not_finite": not_finite,
        "above_full_scale": above_full_scale,
        "largest_sample": round(peak, 6),
        "silent": silent,
        "cpu_s": round(time.process_time() - began, 1),
    }


def _render_peak(engine: Engine, out: NDArray[np.float32]) -> float:
    """Largest magnitude of the next sound; not-a-number stays what it is."""
    engine.render(out)
    return float(np.abs(out).max())


@click.command()
@click.option("--patches", type=click.IntRange(1), default=100_000, show_default=True)
@click.option("--seconds", type=click.FloatRange(0.01, 10.0), default=0.03, show_default=True, help="Sound of each.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def main(patches: int, seconds: float, seed: int) -> None:
    """Play random patches and count what must not happen."""
    figures = stress(patches, seconds=seconds, seed=seed)
    click.echo(json.dumps(figures))
    if figures["not_finite"] or figures["above_full_scale"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
