"""How good a map's network is, whatever runs it: measures on rasters and predicted knob travel."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.sketch_to_patch.figures import Figure
from synth.parameters import PREDICTED, Scale
from synth.presets import find_factory

SOUNDS: Final = ("Paper 1", "Paper 2", "Paper 3")
"""Taught sound of circle, square and triangle."""

Predict = Callable[[NDArray[np.uint8]], NDArray[np.float64]]


@lru_cache(maxsize=1)
def paper_targets() -> NDArray[np.float64]:
    """Knob travel of the three taught sounds, shape (3, 33)."""
    targets = np.stack([find_factory(name).patch.to_unit() for name in SOUNDS])
    targets.flags.writeable = False
    return targets


def nearest_sound(unit: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index of the taught sound nearest to each prediction (n, 33)."""
    distance = np.mean((unit[:, None] - paper_targets()[None]) ** 2, axis=2)
    return np.asarray(distance.argmin(axis=1), dtype=np.int64)


def settings_right(
    unit: NDArray[np.float64], figures: NDArray[np.int64], scales: tuple[Scale, ...] = (Scale.SWITCH, Scale.CHOICE)
) -> NDArray[np.bool_]:
    """Whether every row of these scales (switches and choices unless told) has the taught setting, shape (n,)."""
    right = np.ones(len(unit), dtype=bool)
    for column, row in enumerate(PREDICTED):
        if row.scale in scales:
            taught = np.array([row.from_unit(float(u)) for u in paper_targets()[:, column]])
            found = np.array([row.from_unit(float(u)) for u in unit[:, column]])
            right &= found == taught[figures]
    return right


def human_drawings(data: Path, split: str = "test") -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Human circles, squares and triangles: rasters (n, 128, 128) and figures (n,).

    `data` has `sketch/<figure>.npz` with `images` (white on black) and `split`.
    Raises ModelError when they are not there.
    """
    rasters, figures = [], []
    for figure in Figure:
        path = data / "sketch" / f"{figure.name.lower()}.npz"
        if not path.exists():
            raise ModelError(f"There are no human drawings in {data}: sketch/{path.name} is missing.")
        with np.load(path, allow_pickle=False) as file:
            chosen = file["images"][file["split"] == split]
        rasters.append(chosen)
        figures.append(np.full(len(chosen), int(figure), dtype=np.int64))
    return np.concatenate(rasters), np.concatenate(figures)


def judge(
    predict: Predict,
    rasters: NDArray[np.uint8],
    figures: NDArray[np.int64],
    *,
    data: Path | None = None,
    split: str = "test",
) -> dict[str, float]:
    """Named measures of a predictor on held pictures, and on the human drawings of a split when `data` is given."""
    unit = predict(rasters)
    error = unit - paper_targets()[figures]
    report = {
        "validation_error": float(np.mean(error**2)),
        "all_within_2_percent": float(np.mean(np.all(np.abs(error) <= 0.02, axis=1))),
        "switches_and_choices_right": float(np.mean(settings_right(unit, figures))),
        "whole_numbers_right": float(np.mean(settings_right(unit, figures, (Scale.WHOLE,)))),
        "nearest_sound_right": float(np.mean(nearest_sound(unit) == figures)),
    }
    if data is not None:
        drawn, shown = human_drawings(data, split)
        right = nearest_sound(predict(drawn)) == shown
        report["human_accuracy"] = float(np.mean(right))
        report |= {f"human_{f.name.lower()}": float(np.mean(right[shown == f])) for f in Figure}
    return report
