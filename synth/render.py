"""A patch and a note, or a list of timed events, to an array of sound, without a device.

Sample rates too low for the engine are rendered at a multiple, and one sample of each few is kept.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from synth.dsp.limiter import CEILING
from synth.dsp.reverb import decay_s
from synth.engine import SAMPLE_RATES_HZ, Engine
from synth.errors import RenderError
from synth.events import Event, NoteOff, NoteOn
from synth.patch import Patch
from synth.sample import Sample

RATES_HZ: Final = (8_000, SAMPLE_RATES_HZ[1])
"""Lowest and highest sample rate of a rendering."""
FULL_BAND_HZ: Final = 44_100
"""Rates too low for the engine are rendered at a multiple from here up, where no effect lacks treble."""
LONGEST_S = 600.0
TAIL_LIMIT_S = 30.0
"""A tail that has not gone silent by then is cut with a fade."""
SILENCE = 10.0 ** (-80.0 / 20.0)
FADE_S = 0.05
_CHUNK = 4096


def render_events(
    patch: Patch,
    events: Sequence[tuple[float, Event]],
    *,
    seconds: float,
    sample_rate_hz: float = 48_000.0,
    seed: int = 0,
    sample: Sample | None = None,
) -> NDArray[np.float32]:
    """Play timed events (seconds, event), in order of time: float32 (frames, 2).

    Raises RenderError for a sample rate outside RATES_HZ.
    """
    times = rate_multiple(sample_rate_hz)
    engine = Engine(times * sample_rate_hz, patch=patch, seed=seed, sample=sample)
    out = np.empty((times * round(seconds * sample_rate_hz), 2), dtype=np.float32)
    at = 0
    for time_s, event in events:
        until = min(max(at, round(time_s * engine.sample_rate_hz)), len(out))
        engine.render(out[at:until])
        engine.send(event)
        at = until
    engine.render(out[at:])
    return _every(times, out)


def render_note(
    patch: Patch,
    note: int = 48,
    *,
    velocity: int = 100,
    seconds: float = 3.0,
    sample_rate_hz: float = 48_000.0,
    tail: float | Literal["until silent"] = 0.0,
    seed: int = 0,
    sample: Sample | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> NDArray[np.float32]:
    """One note: key down at 0, up after `seconds` (one frame at least), then a tail in seconds or until -80 dBFS.

    `progress` gets a share of 0 to 1; when `cancelled` says so, RenderError is raised and nothing kept.
    Returns float32 (frames, 2). Raises RenderError for a length that makes no sense and for a sample rate
    outside RATES_HZ.
    """
    if not 0.0 < seconds <= LONGEST_S:
        raise RenderError(
            f"A note of {seconds:g} s cannot be rendered: choose a length above 0 and up to {LONGEST_S:g} s."
        )
    times = rate_multiple(sample_rate_hz)
    engine = Engine(times * sample_rate_hz, patch=patch, seed=seed, sample=sample)
    engine.send(NoteOn(note, velocity))
    held = times * max(1, round(seconds * sample_rate_hz))
    until_silent = isinstance(tail, str)
    longest = held + times * round((TAIL_LIMIT_S if isinstance(tail, str) else tail) * sample_rate_hz)
    expected = held + round(tail_s(patch) * engine.sample_rate_hz) if until_silent else longest
    audio = np.empty((longest, 2), dtype=np.float32)
    done = 0
    while done < longest:
        if cancelled is not None and cancelled():
            raise RenderError("The rendering was cancelled; nothing was written.")
        if done == held:
            engine.send(NoteOff(note))
        chunk = audio[done : min(done + _CHUNK, held if done < held else longest)]
        engine.render(chunk)
        done += len(chunk)
        if progress is not None:
            progress(min(1.0, done / expected))
        if until_silent and done > held and engine.active_voices == 0 and np.max(np.abs(chunk)) < SILENCE:
            break
    audio = _every(times, audio[:done])
    if until_silent and done == longest:
        fade = min(len(audio), round(FADE_S * sample_rate_hz))
        audio[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)[:, None]
    if progress is not None:
        progress(1.0)
    return audio


def rate_multiple(sample_rate_hz: float) -> int:
    """How many times a sample rate the engine runs at for it: 1 but for rates it cannot do.

    Raises RenderError for a rate outside RATES_HZ.
    """
    low, high = RATES_HZ
    if not low <= sample_rate_hz <= high:
        raise RenderError(
            f"Sound of {sample_rate_hz:g} Hz cannot be rendered: choose a sample rate from {low} to {high} Hz."
        )
    return 1 if sample_rate_hz >= SAMPLE_RATES_HZ[0] else math.ceil(FULL_BAND_HZ / sample_rate_hz)


def _every(times: int, audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """One frame of each `times` of a sound, without what is above half the lower rate."""
    if times == 1:
        return audio
    from scipy import signal  # half a second to load, and only the lowest rates need it

    # Filtered peaks may pass those that were limited; what the limiter promises holds here too.
    return np.clip(signal.resample_poly(audio, 1, times), -CEILING, CEILING).astype(np.float32, copy=False)


def tail_s(patch: Patch) -> float:
    """How long a note of this patch sounds on after its key is up, about, in seconds, at most TAIL_LIMIT_S."""
    reverb_s = float(decay_s(patch["reverb_space"])) if patch["reverb_on"] and patch["reverb_mix"] else 0.0
    # The reverb's time is the one for 60 dB; silence is 80 dB down.
    return min(TAIL_LIMIT_S, patch["amp_release_s"] + reverb_s * 80.0 / 60.0)
