"""Our row for a benchmark that asks every engine for the same patch.

How to use: copy this file into the `engines` folder of the peers' benchmark as `eng_ours.py`, append
`eng_ours` to `ORDER` in its `run_all.py`, and run it with this repository on the path:

    PYTHONPATH=/path/to/bouba python run_all.py --rounds 3 --repeats 3

The patch: three pairs of oscillators (saw, pulse of 40 %, saw an octave up), low-pass at 600 Hz opened
three octaves by its envelope, high-pass at 80 Hz, chorus, reverb of about 2 s. Ours differs in that all
oscillators share one detune, and in a parameter smoother and a limiter that the job does not ask for.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from spec import SR, Engine, chord  # the benchmark's own module

import synth.engine
from synth.events import NoteOn
from synth.patch import Patch

ENVELOPE = {"attack_s": 0.01, "decay_s": 0.6, "sustain": 40, "release_s": 0.5}

PATCH = Patch.of(
    {
        "osc1_wave": "Sawtooth", "osc1_extra": 1, "osc1_amp": 33,
        "osc2_level": 100, "osc2_wave": "Pulse", "osc2_extra": 1, "osc2_amp": 33, "pulse_width": 40,
        "osc3_level": 100, "osc3_wave": "Sawtooth", "osc3_extra": 1, "osc3_amp": 33, "osc3_semitones": 12,
        "detune_cents": 6,
        "filter1_type": "Lowpass", "filter1_cutoff_hz": 600, "filter1_env_on": True, "filter1_env_hz": 4800,
        "filter1_resonance": 22, **{f"filter1_{name}": value for name, value in ENVELOPE.items()},
        "filter2_type": "Highpass", "filter2_cutoff_hz": 80, "filter2_resonance": 0,
        "amp_attack_s": 0.01, "amp_decay_s": 0.3, "amp_sustain": 80, "amp_release_s": 0.5,
        "chorus_on": True, "chorus_rate_hz": 0.8, "chorus_mix": 35,
        "reverb_on": True, "reverb_space": 70, "reverb_mix": 30,
    }
)  # fmt: skip

BARE = Patch.of({"filters_on": False, "effects_on": False, "reverb_on": False, "amp_sustain": 100})


class Bouba(Engine):  # type: ignore[misc]
    """The engine rendering offline, in one thread."""

    name = "Bouba"
    what = "one detune for all pairs; parameter smoothing and limiter on top"
    version = "0.1.0"

    def _play(self, patch: Patch, notes: list[int], seconds: float) -> NDArray[np.float32]:
        engine = synth.engine.Engine(SR, patch=patch)
        for note in notes:
            engine.send(NoteOn(note, 100))
        out = np.zeros((round(seconds * SR), 2), dtype=np.float32)
        self.timed(engine.render, out)
        return out.T

    def render(self, n: int, seconds: float) -> NDArray[np.float32]:
        """n notes held, shape (2, samples)."""
        return self._play(PATCH, chord(n), seconds)

    def saw(self, note: int, seconds: float) -> NDArray[Any]:
        """One bare saw, shape (samples,)."""
        return self._play(BARE, [note], seconds).mean(axis=0, dtype=np.float64)


ENGINES = [Bouba]
