"""One note while its patch changes: a sweep as it would sound with a hand on the knobs, without a device."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synth.engine import Engine
from synth.errors import RenderError
from synth.events import NoteOff, NoteOn
from synth.patch import Patch
from synth.render import LONGEST_S

STEP_S: Final = 0.01
"""Time between two patches; the engine moves smoothly from each to the next."""


def render_sweep(
    patch_at: Callable[[float], Patch],
    note: int = 48,
    *,
    velocity: int = 100,
    seconds: float = 6.0,
    tail: float = 1.0,
    sample_rate_hz: float = 48_000.0,
    seed: int = 0,
) -> NDArray[np.float32]:
    """A key held for `seconds` while the patch goes from `patch_at(0)` to `patch_at(1)`, then a tail in seconds.

    Returns float32 (frames, 2). Raises RenderError for a length that makes no sense and for a sample rate that
    the engine cannot run at.
    """
    if not 0.0 < seconds <= LONGEST_S:
        raise RenderError(f"A sweep of {seconds:g} s cannot be rendered: choose above 0 and up to {LONGEST_S:g} s.")
    engine = Engine(sample_rate_hz, patch=patch_at(0.0), seed=seed)
    held, step = round(seconds * sample_rate_hz), max(1, round(STEP_S * sample_rate_hz))
    audio = np.empty((held + round(tail * sample_rate_hz), 2), dtype=np.float32)
    engine.send(NoteOn(note, velocity))
    for done in range(0, held, step):
        engine.set_patch(patch_at(done / held))
        engine.render(audio[done : min(done + step, held)])
    engine.set_patch(patch_at(1.0))
    engine.send(NoteOff(note))
    engine.render(audio[held:])
    return audio
