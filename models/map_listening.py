"""How a map sounds: does it jump, is it as varied as presets are, can its sounds be played?

Sounds are compared as `models.sound_to_patch.distance` does, at their own levels: C3, velocity 100, held for a
second. The 33 values alone count; performance values stay at their defaults, also for the factory presets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.even_morph import EvenMorph, Predict, flipped
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.sketch_morph import SketchMorph
from models.sketch_to_patch.stroke import Sketch
from models.sound_to_patch.distance import Fingerprint, distance_db, fingerprint
from models.sound_to_patch.hearing import RATE_HZ
from models.sound_to_patch.pitch import fundamental
from synth.loudness import integrated_loudness
from synth.patch import Patch
from synth.presets import factory_presets
from synth.render import render_note
from synth.units import note_to_hz

NOTE: Final = 48
HELD_S: Final = 1.0
PLACES: Final = 32
"""Of a morph, at other places than those by which its pace was found."""
AUDIBLE_LUFS: Final = (-40.0, -10.0)
IN_TUNE_CENTS: Final = 20.0
DEAD_DB: Final = -20.0
"""A note that has fallen by more at the end of its second than it was in its first third has died."""

Units = NDArray[np.float64]


def heard(unit: Units) -> Fingerprint:
    """What is compared of the sound of knob travel (33,)."""
    audio = render_note(Patch.default().with_unit(unit), NOTE, seconds=HELD_S, sample_rate_hz=2 * RATE_HZ, tail=0.3)
    return fingerprint(signal.resample_poly(audio.mean(axis=1), 1, 2))


@dataclass(frozen=True, slots=True)
class Jumps:
    """The steps of a morph in decibels, and which of them flip a setting."""

    steps: NDArray[np.float64]
    flips: NDArray[np.bool_]

    @property
    def worst(self) -> float:
        """The largest step that flips nothing, in mean steps; 3 is allowed."""
        return self._largest(~self.flips)

    @property
    def worst_flip(self) -> float:
        """The largest step that flips a setting, in mean steps; the engine fades from one to the other."""
        return self._largest(self.flips)

    def _largest(self, these: NDArray[np.bool_]) -> float:
        return float(self.steps[these].max() / max(float(self.steps.mean()), 1e-6)) if these.any() else 0.0


def jumps(predict: Predict, one: Sketch, other: Sketch) -> Jumps:
    """The steps in the sound while one drawing becomes another at PLACES of the way, as on the morph pad."""
    morph = EvenMorph(SketchMorph((one, other)), predict)
    ways = np.linspace(0.0, 1.0, PLACES)
    units = predict(np.stack([rasterize(morph.at((1.0 - way, way))) for way in ways]))
    prints = [heard(unit) for unit in units]
    return Jumps(np.array([distance_db(a, b) for a, b in pairwise(prints)]), flipped(units))


def factory_spread() -> dict[str, float]:
    """Mean distance of two factory presets in decibels, by their 33 values alone: all, and those made by ear alone.

    The others began as the map's sound of a thing drawn.
    """
    presets = factory_presets()
    prints = [heard(preset.patch.to_unit()) for preset in presets]
    by_ear = [one for one, preset in zip(prints, presets, strict=True) if preset.map_name != "bouba"]
    return {
        name: float(np.mean([distance_db(a, b) for a, b in combinations(some, 2)]))
        for name, some in (("all", prints), ("by_ear", by_ear))
    }


def diversity(units: Units, kinds: NDArray[np.int64], *, pairs: int = 4000, seed: int = 0) -> dict[str, float]:
    """How far sounds (n, 33) of drawings of several kinds (n,) are apart.

    `nearer_to_its_own` is the share of drawings whose sound is nearer to those of its kind than to all others.
    """
    prints = [heard(unit) for unit in units]
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(prints), (pairs, 2))
    drawn = drawn[drawn[:, 0] != drawn[:, 1]]
    distances = np.array([distance_db(prints[a], prints[b]) for a, b in drawn])
    same = kinds[drawn[:, 0]] == kinds[drawn[:, 1]]
    nearer = []
    for i, kind in enumerate(kinds):
        own = np.flatnonzero((kinds == kind) & (np.arange(len(kinds)) != i))
        if not len(own):
            continue
        own, others = rng.permutation(own)[:8], rng.permutation(np.flatnonzero(kinds != kind))[:24]
        nearer.append(
            np.mean([distance_db(prints[i], prints[j]) for j in own])
            < np.mean([distance_db(prints[i], prints[j]) for j in others])
        )
    return {
        "spread_db": float(distances.mean()),
        "spread_within_kind_db": float(distances[same].mean()) if same.any() else 0.0,
        "spread_between_kinds_db": float(distances[~same].mean()),
        "nearer_to_its_own": float(np.mean(nearer)),
    }


def musicality(units: Sequence[Units] | Units) -> dict[str, float]:
    """Shares of sounds that are audible, in tune, below full scale and alive, and of those that are all four."""
    good = np.array([_musical(unit) for unit in units])
    names = ("audible", "in_tune", "unclipped", "alive")
    return dict(zip(names, good.mean(axis=0).tolist(), strict=True)) | {"musical": float(good.all(axis=1).mean())}


def _musical(unit: Units) -> tuple[bool, bool, bool, bool]:
    rate = 2 * RATE_HZ
    audio = render_note(Patch.default().with_unit(unit), NOTE, seconds=HELD_S, sample_rate_hz=rate)
    mono = audio.mean(axis=1).astype(np.float64)
    loudness = integrated_loudness(audio, rate)
    first, last = (float(np.mean(part**2)) for part in (mono[: len(mono) // 3], mono[-len(mono) // 5 :]))
    return (
        AUDIBLE_LUFS[0] <= loudness <= AUDIBLE_LUFS[1],
        _cents_off(mono) <= IN_TUNE_CENTS,
        float(np.abs(audio).max()) < 1.0,
        10.0 * np.log10((last + 1e-12) / (first + 1e-12)) > DEAD_DB,
    )


def _cents_off(mono: NDArray[np.float64]) -> float:
    """How far the pitch that is heard is from the note played, octaves forgiven; 0 for noise, which has none."""
    pitch = fundamental(signal.resample_poly(mono, 1, 2), RATE_HZ)
    if pitch.hz is None:
        return 0.0
    cents = 1200.0 * float(np.log2(pitch.hz / float(note_to_hz(NOTE))))
    return abs(cents - 1200.0 * round(cents / 1200.0))
