"""Plays the engine and measures what comes out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from synth.engine import Engine
from synth.events import Event, NoteOn
from synth.patch import Patch

RATE = 48_000.0

BARE = Patch.of(
    {
        "osc1_wave": "Sine",
        "filters_on": False,
        "effects_on": False,
        "reverb_on": False,
        "amp_attack_s": 0.002,
        "amp_sustain": 100,
    }
)
"""One sine and nothing else."""

EVERYTHING = Patch.of(
    {
        "osc1_extra": 3, "osc1_wave": "Sawtooth", "osc2_level": 90, "osc2_wave": "Pulse", "osc2_extra": 2,
        "osc3_level": 80, "osc3_wave": "Noise", "osc3_amp": 20, "osc2_semitones": 7, "detune_cents": 20,
        "filter1_cutoff_hz": 900, "filter1_env_on": True, "filter1_env_hz": 6000, "filter1_resonance": 40,
        "filter2_type": "Notch", "filter2_cutoff_hz": 300, "filter2_env_on": True, "filter2_env_hz": 2000,
        "key_track": 50, "drive_db": 12, "chorus_on": True, "chorus_mix": 50, "chorus_invert": True,
        "reverb_space": 50, "reverb_mix": 40, "glide_s": 0.05,
    }
)  # fmt: skip
"""Every part of the engine at work."""


def play(
    patch: Patch,
    events: Sequence[tuple[float, Event | Patch]] = ((0.0, NoteOn(48, 100)),),
    *,
    seconds: float,
    rate: float = RATE,
    seed: int = 0,
    block: int | None = None,
) -> NDArray[np.float64]:
    """Sound (2, n) of timed events and patches (seconds, what), rendered in blocks of any size."""
    engine = Engine(rate, patch=patch, seed=seed)
    out = np.empty((round(seconds * rate), 2), dtype=np.float32)
    times = [min(len(out), round(at * rate)) for at, _ in events] + [len(out)]
    done = 0
    for index, until in enumerate(times):
        while done < until:
            n = until - done if block is None else min(block, until - done)
            engine.render(out[done : done + n])
            done += n
        if index < len(events):
            what = events[index][1]
            if isinstance(what, Patch):
                engine.set_patch(what)
            else:
                engine.send(what)
    return out.T.astype(np.float64)


def db(ratio: float) -> float:
    """An amplitude ratio in dB."""
    return float(20.0 * np.log10(max(ratio, 1e-12)))


def rms_db(y: NDArray[np.float64]) -> float:
    """Level of a sound (2, n), the powers of its sides added, in dB."""
    return db(float(np.sqrt(np.mean(y**2, axis=-1).sum())))


def fundamental_hz(y: NDArray[np.float64], nominal_hz: float, rate: float = RATE) -> float:
    """Frequency of the strongest component within a semitone and a half of a nominal one, (n,) → Hz."""
    window = np.blackman(len(y))
    hz = rate / (8 * len(y))
    power = np.abs(np.fft.rfft(y * window, 8 * len(y)))
    first, last = int(nominal_hz / 1.09 / hz), int(nominal_hz * 1.09 / hz) + 2
    peak = first + int(np.argmax(power[first:last]))
    a, b, c = np.log(power[peak - 1 : peak + 2])
    return float((peak + 0.5 * (a - c) / (a - 2.0 * b + c)) * hz)


def cents(hz: float, nominal_hz: float) -> float:
    """Interval between two frequencies."""
    return float(1200.0 * np.log2(hz / nominal_hz))


def pitch_at(y: NDArray[np.float64], seconds: float, rate: float = RATE) -> float:
    """Frequency in hertz of a single sine (n,) around a moment, from the slope of its phase."""
    phase = np.unwrap(np.angle(signal.hilbert(y)))
    middle, half = round(seconds * rate), round(0.01 * rate)
    return float((phase[middle + half] - phase[middle - half]) * rate / (4.0 * np.pi * half))


def harmonics_db(y: NDArray[np.float64], hz: float, n: int, rate: float = RATE) -> NDArray[np.float64]:
    """Levels of harmonics 1 to n of a tone (m,) of a known frequency, in dB of a full-scale sine."""
    t = np.arange(len(y)) / rate
    window = np.blackman(len(y))
    tones = np.exp(-2j * np.pi * hz * np.arange(1, n + 1)[:, None] * t)
    return np.asarray(20.0 * np.log10(2.0 * np.abs(tones @ (y * window)) / window.sum() + 1e-12))


def octaves_db(y: NDArray[np.float64], rate: float = RATE) -> NDArray[np.float64]:
    """Levels of the octaves from 62 Hz to 16 kHz of a sound (2, n), powers of the sides added, in dB."""
    power = (np.abs(np.fft.rfft(y * np.hanning(y.shape[1]))) ** 2).sum(axis=0) / y.shape[1] ** 2
    hz = np.fft.rfftfreq(y.shape[1], 1.0 / rate)
    edges = 62.5 * 2.0 ** np.arange(9)
    return np.array([10.0 * np.log10(power[(hz >= low) & (hz < 2.0 * low)].sum() + 1e-20) for low in edges[:-1]])


def burst_db(y: NDArray[np.float64], jump: int, settle: int, rate: float = RATE) -> float:
    """How much of a click there is after sample `jump` of a sound (2, n), in dB of the sound's peak.

    A click is a short burst of treble that the steady sound has neither before nor after. Measured: the
    largest magnitude above 3 kHz (Butterworth, 6th order) from the jump to `settle` samples later, less
    1 dB more than the largest of the steady sound on both sides; of what remains, the level against the
    peak of the whole sound. So treble that the sound has anyway, before or after, does not count, nor
    does noise that swells by chance. A step of a hundredth of the peak reads about -40 dB; what hides
    under -55 dB nobody hears.
    """
    treble = np.abs(signal.sosfilt(signal.butter(6, 3000.0, "high", fs=rate, output="sos"), y, axis=-1))
    steady = max(treble[..., jump // 2 : jump - 64].max(), treble[..., jump + settle :].max())
    added = treble[..., jump - 64 : jump + settle].max() - 10.0**0.05 * steady
    return db(max(added, 0.0) / np.abs(y[..., jump // 2 :]).max())
