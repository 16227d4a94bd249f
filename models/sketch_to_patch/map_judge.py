"""How good the network of a map of any drawing is, whatever runs it: measures on sets of drawings."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.audible import audible_mask
from models.sketch_to_patch.map_data import MapSet, taught_units
from models.sketch_to_patch.promise_sweeps import human_scores, sweep_scores
from synth.parameters import PREDICTED, Scale

Predict = Callable[[NDArray[np.uint8]], NDArray[np.float64]]
CHOICES: Final = np.array([row.scale is Scale.CHOICE for row in PREDICTED])
HEARD_DRAWINGS: Final = 2000
"""Human drawings whose sounds are rendered and measured. Of 400 a correlation is known to 0.03 only."""


def errors(predict: Predict, pictures: MapSet) -> dict[str, float]:
    """How near the predictions are to the sounds that should be, over what can be heard."""
    unit = predict(pictures.rasters)
    taught = taught_units(pictures.measures, pictures.kinds)
    heard = audible_mask(taught)
    report = {}
    for name, rows in (("human", pictures.human), ("generated", ~pictures.human)):
        error, counts = np.abs(unit[rows] - taught[rows]), heard[rows]
        if len(error):
            report[f"{name}_error"] = float(error[counts & ~CHOICES].mean())
            report[f"{name}_choices_right"] = float((error < 0.01)[counts & CHOICES].mean())
    return report


def judge(predict: Predict, pictures: MapSet, *, listened: int = HEARD_DRAWINGS) -> dict[str, float]:
    """Errors, and how the promises are kept: along sweeps and on so many drawings by people. Takes minutes."""
    report = errors(predict, pictures)
    for name, score in sweep_scores(predict).items():
        report |= {f"sweep_{name}": score["mean"], f"sweep_{name}_worst": score["worst"]}
    drawn = pictures.where(pictures.human)
    some = drawn.where(np.random.default_rng(0).permutation(len(drawn))[:listened])
    report |= {f"human_{name}": score for name, score in human_scores(predict, some.rasters, some.measures).items()}
    return report
