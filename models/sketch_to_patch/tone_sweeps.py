"""Do pictures keep the promises of their tone? Made-up pictures in which one number of the tone grows."""

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, stats

from models.sketch_to_patch.tone import Tone
from models.sketch_to_patch.tone_measure import tone_of
from models.sketch_to_patch.tone_promises import TONE_PROMISES
from models.sketch_to_patch.tone_sound import with_tone
from models.tone_features import FEATURES, tone_features_of
from synth.patch import Patch

SIDE: Final = 128
STEPS: Final = 9
SEEDS: Final = (1, 2, 3)

Picture = NDArray[np.uint8]
Plane = NDArray[np.float64]
Predict = Callable[[Picture], Patch]


def _forms(seed: int, sigma: float) -> Plane:
    """Random forms of a size in pixels, mean 0 and deviation 1."""
    forms = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(SIDE, SIDE)), sigma, mode="wrap")
    return np.asarray((forms - forms.mean()) / forms.std())


def _dots(seed: int, regular: float) -> Plane:
    """Soft dots in a grid of 8 x 8, the less regular the farther from their places."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
    plane = np.zeros((SIDE, SIDE))
    for row in range(8):
        for column in range(8):
            down, across = 16.0 * np.array([row, column]) + 8.0 + 3.2 * (1.0 - regular) * rng.normal(size=2)
            plane += np.exp(-((y - down) ** 2 + (x - across) ** 2) / 18.0)
    return np.asarray((plane - plane.mean()) / plane.std())


def _mixed(one: Plane, other: Plane, turn: float) -> Plane:
    """Of the same deviation as both, the other for a quarter turn (radians)."""
    return math.cos(turn) * one + math.sin(turn) * other


def _painted(light: Plane, chroma: Plane | float = 0.0, hue: Plane | float = 0.0) -> Picture:
    """sRGB of a lightness about 0 to 1 with colour about it: `chroma` of `hue` in radians, orange at 0."""
    warm, green = chroma * np.cos(hue), chroma * np.sin(hue)
    rgb = np.stack([light + 0.6 * warm, light + 0.1 * warm + 0.3 * green, light - 0.8 * warm - 0.2 * green], axis=-1)
    return np.asarray(np.rint(255.0 * np.clip(rgb, 0.0, 1.0)), dtype=np.uint8)


def sweep_of(name: str, seed: int) -> list[Picture]:
    """Nine pictures, RGB (128, 128, 3), in which a number of the tone grows. Raises KeyError for an unknown one."""
    large, small, hue = _forms(seed, 10.0), _forms(seed + 50, 1.2), _forms(seed + 90, 14.0)
    made: dict[str, Callable[[float], Picture]] = {
        "brightness": lambda u: _painted(0.26 + 0.35 * u + 0.1 * large, 0.15, hue),
        "contrast": lambda u: _painted(0.5 + (0.1 + 0.16 * u) * large, 0.2, hue),
        "colour": lambda u: _painted(0.5 + 0.15 * large, 0.45 * u, 3.0 * hue),
        "warmth": lambda u: _painted(0.5 + 0.15 * large, 0.2, 0.9 * math.pi * (1.0 - u) + 0.3 * hue),
        "relief": lambda u: _painted(0.5 + 0.16 * _mixed(large, small, 0.2 + 0.42 * u), 0.15, hue),
        "fineness": lambda u: _painted(0.5 + 0.15 * _forms(seed, 3.2 * 0.3**u), 0.15, hue),
        "regularity": lambda u: _painted(0.5 + 0.15 * _dots(seed, u), 0.15, hue),
    }
    return [made[name](u) for u in np.linspace(0.0, 1.0, STEPS)]


def tone_sweep_scores(predict: Predict) -> dict[str, dict[str, float]]:
    """For each promise the rank correlation along its sweeps, signed so that 1 is kept: the mean and the worst.

    `predict` gives the patch of a picture; the tone is put on it here.
    """
    scores = {}
    for promise in TONE_PROMISES:
        column = FEATURES.index(promise.feature)
        found = []
        for seed in SEEDS:
            pictures = sweep_of(promise.property, seed)
            heard = [tone_features_of(with_tone(predict(one), tone_of(one))).as_array()[column] for one in pictures]
            rank = float(stats.spearmanr(np.arange(STEPS), heard).statistic)
            found.append(rank if promise.rises else -rank)
        scores[promise.property] = {"mean": float(np.mean(found)), "worst": float(np.min(found))}
    return scores


def photograph_scores(tones: list[Tone], patches: list[Patch]) -> dict[str, float]:
    """For each promise the rank correlation of tone and feature over photographs, signed as above."""
    heard = np.array([tone_features_of(patch).as_array() for patch in patches])
    scores = {}
    for promise in TONE_PROMISES:
        measured = [getattr(tone, promise.property) for tone in tones]
        rank = float(stats.spearmanr(measured, heard[:, FEATURES.index(promise.feature)]).statistic)
        scores[promise.property] = rank if promise.rises else -rank
    return scores
