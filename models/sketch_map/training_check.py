"""Whether a trained network may replace the old one: the rule, and what it measured. Runs without torch.

A network passes when it answers with numbers within range, is small enough and loads by ONNX Runtime alone;
when each taught drawing, and new redrawings of it, sound as taught; and when other drawings sound as before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.audible import audible_mask
from models.card import ModelCard
from models.errors import ModelError
from models.onnx_model import HeldNetwork
from models.sketch_map.lessons import (
    CHUNK,
    Lessons,
    Rasters,
    Units,
    all_right,
    knob_error,
    lessons_of,
    number_errors,
    other_drawings,
    untrained,
    wrong_settings,
)
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.redrawings import redrawings
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.predictor import SketchPredictor

LARGEST_TRAINED: Final = 8_000_000
"""Bytes; four times the networks that ship."""
MOST_OFF: Final = 0.05
"""Mean knob travel by which the numbers of one example, over its drawing and redrawings of it, may be off."""
LEAST_RIGHT: Final = 0.95
"""Share of all these drawings that have every switch and choice right."""
MOST_MOVED: Final = 0.05
"""Mean knob travel by which what is heard of other drawings may move."""
REDRAWN: Final = 8
MOST_REDRAWN: Final = 800
"""Redrawings of all examples together, but at least one each."""
OTHERS: Final = 256
SEED: Final = 81_177
"""No training sees these redrawings and drawings."""
KEPT_OLD: Final = "The sounds stay as they were."

Predict = Callable[[Rasters], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was measured, and `problem`: "" when the network may be used, else a sentence.

    Errors in mean knob travel: of the taught drawings themselves, of redrawings before and now, of what other
    drawings moved by. Shares: drawings with all settings right before and now.
    """

    problem: str
    taught_error: float = 0.0
    redrawn_error: float = 0.0
    redrawn_error_before: float = 0.0
    right: float = 0.0
    right_before: float = 0.0
    moved: float = 0.0
    kept_settings: float = 0.0

    @property
    def passed(self) -> bool:
        """True when the network may replace the old one."""
        return not self.problem


def check(sketch_map: SketchMap, network: bytes, card: ModelCard) -> Verdict:
    """Judge a network that was trained on a map. Takes a second or two for a few examples.

    Raises ModelError when the map itself cannot be used.
    """
    before = MapNetworks(use_gpu=False).predictor(untrained(sketch_map))
    if not isinstance(before, TaughtPredictor):
        raise ModelError(f"Nothing is taught in the map {sketch_map.name}.")
    if len(network) > LARGEST_TRAINED:
        return Verdict(f"The network is larger than {LARGEST_TRAINED / 1e6:.0f} MB. {KEPT_OLD}")
    try:
        now = SketchPredictor("trained", use_gpu=False, held=HeldNetwork(network, card)).predict_unit
    except ModelError:
        return Verdict(f"The network cannot be loaded. {KEPT_OLD}")
    return judge(lessons_of(before), now, before=before.base_unit, others=other_drawings(before, OTHERS, SEED))


def judge(lessons: Lessons, now: Predict, *, before: Predict, others: Rasters) -> Verdict:
    """The rule: `now` and `before` are the new network and the base, `others` (m, 128, 128) what is to stay."""
    each = max(1, min(REDRAWN, MOST_REDRAWN // len(lessons)))
    again, which = redrawings(lessons.sketches, np.full(len(lessons), each), SEED)
    unit = in_parts(now, np.concatenate([lessons.rasters, again, others]))
    n, m = len(lessons), len(lessons) + len(again)
    if unit.shape != (m + len(others), lessons.units.shape[1]) or not np.all(np.isfinite(unit)):
        return Verdict(f"The network answers with what is not numbers. {KEPT_OLD}")
    place = np.concatenate([np.arange(n), which])
    taught, heard = lessons.units[place], lessons.heard[place]
    off = number_errors(unit[:m], taught, heard)
    off_by_example = np.bincount(place, off) / np.bincount(place)
    right = all_right(unit[:m], taught, heard)
    old, old_others = in_parts(before, again), in_parts(before, others)
    still = audible_mask(old_others)
    moved = knob_error(unit[m:], old_others, still)
    changed = wrong_settings(unit[m:], old_others, still).sum()
    worst = int(off_by_example.argmax())
    wrong = np.flatnonzero(~right[:n])
    if off_by_example[worst] > MOST_OFF:
        percent = 100.0 * off_by_example[worst]
        problem = f"{lessons.names[worst]} is still {percent:.0f} % of a knob's travel from its taught sound"
    elif len(wrong):
        problem = f"{lessons.names[int(wrong[0])]} still has a wave, a filter or a switch that is not the taught one"
    elif right.mean() < LEAST_RIGHT:
        problem = (
            f"of the drawings drawn once more only {100.0 * right.mean():.0f} % have all taught waves and switches"
        )
    elif moved > MOST_MOVED:
        problem = (
            f"other drawings moved by {100.0 * moved:.1f} % of a knob's travel, more than {100.0 * MOST_MOVED:.0f} %"
        )
    else:
        problem = ""
    return Verdict(
        problem and f"{problem[0].upper()}{problem[1:]}. {KEPT_OLD}",
        taught_error=knob_error(unit[:n], lessons.units, lessons.heard),
        redrawn_error=knob_error(unit[n:m], taught[n:], heard[n:]),
        redrawn_error_before=knob_error(old, taught[n:], heard[n:]),
        right=float(right[n:].mean()),
        right_before=float(all_right(old, taught[n:], heard[n:]).mean()),
        moved=moved,
        kept_settings=1.0 - float(changed) / max(int(still.sum()), 1),
    )


def in_parts(predict: Predict, rasters: Rasters) -> Units:
    """What `predict` says of any number of drawings: (n, 33)."""
    if not len(rasters):
        return predict(np.zeros((1, 128, 128), dtype=np.uint8))[:0]
    return np.concatenate([predict(rasters[i : i + CHUNK]) for i in range(0, len(rasters), CHUNK)])
