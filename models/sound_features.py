"""What a note sounds like, in numbers: the features that the maps promise to move.

All are measured on a rendered note, C3 at velocity 100. What is no part of a prediction is set so that it hides
nothing: the release is short, extra voices stand in the middle and are not detuned. What chorus and room do to a note
depends on chance, on where its partials fall in their echoes. So what they do not mean to change is measured on notes
without them: movement and width of the chorus on one without noise and reverb; the partials of the waves and the bass
on one without the chorus as well; the voices are counted on such a one, detuned as they are.
"""

from dataclasses import astuple, dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from synth.parameters import WAVES
from synth.patch import Patch
from synth.render import render_note
from synth.units import note_to_hz

NOTE: Final = 48
HELD_S: Final = 3.0
TAIL_S: Final = 2.0
OPENING_S: Final = 0.5
RATE_HZ: Final = 48_000
N_FFT: Final = 8192
HOP: Final = 1024
PARTIALS: Final = 60
LEAST: Final = 1e-12

Sound = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFeatures:
    """Features of one note; decibels are ratios of energies."""

    centroid_hz: float
    """Centroid of the magnitude spectrum while the key is down: brightness."""
    bite_db: float
    """Energy above 2 kHz in the first 80 ms: how hard the sound begins."""
    opening_octaves: float
    """Octaves by which the centroid is higher after half a second than at the beginning."""
    even_db: float
    """Partials 2, 4, 6 against 3, 5, 7, before chorus and room: a full sound against a hollow one."""
    noise_db: float
    """Energy between the partials against the whole."""
    ensemble: float
    """Effective number of lines in the spectrum of one partial: voices that sound together."""
    movement_hz: float
    """Distance from a partial to the lines beside it in the side of the stereo sound: the rate of the chorus."""
    width_db: float
    """Side against middle of the stereo sound, before the room."""
    bass_db: float
    """The fundamental against the partials 2 to 8, before chorus and room."""
    bass_onset_db: float
    """The fundamental in the first 100 ms against that at the end of the held note, before chorus and room."""
    decay_s: float
    """Time in which the sound falls by 60 dB after the key is up, from its fall by 30 dB."""
    wet_db: float
    """Level of the partials 1 to 12 from 20 to 190 ms after the key is up against that while it is down."""
    level_db: float
    """Root mean square level while the key is down, re full scale."""

    def as_array(self) -> NDArray[np.float64]:
        """The features in the order of `FEATURES`, shape (13,)."""
        return np.array(astuple(self))


FEATURES: Final = tuple(field.name for field in fields(SoundFeatures))


PLAIN: Final = {"amp_release_s": 0.004, "spread": 0.0, "detune_cents": 0.0}
NOISE: Final = float(WAVES.index("Noise"))


def features_of(patch: Patch, *, note: int = NOTE, seed: int = 0) -> SoundFeatures:
    """Render four notes of a patch and measure them; about 0.2 s on one core."""
    plain = patch.replace(PLAIN)
    quiet = {f"osc{n}_amp": 0.0 for n in (1, 2, 3) if patch[f"osc{n}_wave"] == NOISE} | {"reverb_on": False}
    dry = quiet | {"chorus_on": False}
    steps = (plain, TAIL_S), (plain.replace(quiet), 0.0), (plain.replace(dry), 0.0), (patch.replace(dry), 0.0)
    whole, moving, still, voices = (
        render_note(one, note, seconds=HELD_S, sample_rate_hz=RATE_HZ, tail=tail, seed=seed).astype(np.float64)
        for one, tail in steps
    )
    return measure_sound(whole, moving, still, voices, f0_hz=float(note_to_hz(note)))


def _db(above: float, below: float) -> float:
    return 10.0 * float(np.log10((above + LEAST) / (below + LEAST)))


def measure_sound(whole: Sound, moving: Sound, still: Sound, voices: Sound, *, f0_hz: float) -> SoundFeatures:
    """Features of a note (frames, 2) at 48 kHz whose key goes up after 3 s; `f0_hz` is its fundamental.

    `moving` is the note without noise and reverb, `still` without the chorus too, `voices` the same with its voices
    detuned; the three are as long as the key is down.
    """
    held = round(HELD_S * RATE_HZ)
    middle = whole.mean(axis=1)
    hz = np.fft.rfftfreq(N_FFT, 1.0 / RATE_HZ).astype(np.float64)
    power = _power(middle[:held])
    total = power.sum(axis=0)
    bands = _partial_levels(power, hz, f0_hz)
    waves = _partial_levels(_power(still.mean(axis=1)), hz, f0_hz).sum(axis=0)
    fundamental = _envelope(still.mean(axis=1), f0_hz)
    to_the_sides, to_the_middle = 0.5 * (moving[:, 0] - moving[:, 1]), moving.mean(axis=1)
    early = round(OPENING_S * RATE_HZ / HOP)
    return SoundFeatures(
        centroid_hz=_centroid(total, hz),
        bite_db=_db(_high(middle[: round(0.08 * RATE_HZ)]), float(np.mean(middle[:held] ** 2))),
        opening_octaves=float(
            np.log2((_centroid(power[early:].sum(axis=0), hz) + 1.0) / (_centroid(power[:2].sum(axis=0), hz) + 1.0))
        ),
        even_db=_db(waves[[1, 3, 5]].sum(), waves[[2, 4, 6]].sum()),
        noise_db=_noise_db(total, hz, f0_hz),
        ensemble=_ensemble(voices.mean(axis=1), f0_hz),
        movement_hz=_movement_hz(to_the_sides, f0_hz),
        width_db=_db(float(np.mean(to_the_sides**2)), float(np.mean(to_the_middle**2))),
        bass_db=_db(waves[0], waves[1:8].sum()),
        bass_onset_db=20.0 * float(np.log10((fundamental[:96].mean() + 1e-9) / (fundamental[-480:].mean() + 1e-9))),
        decay_s=_decay_s(whole[held:]),
        wet_db=_wet_db(middle[held + RATE_HZ // 50 :][:N_FFT], bands, f0_hz),
        level_db=_db(float(np.mean(whole[:held] ** 2)), 1.0),
    )


def _power(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Energy spectra of a sound (frames, N_FFT / 2 + 1)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, N_FFT)[::HOP]
    return np.asarray(np.abs(np.fft.rfft(frames * signal.windows.hann(N_FFT))) ** 2)


def _centroid(power: NDArray[np.float64], hz: NDArray[np.float64]) -> float:
    """Centre of the magnitudes in hertz; energies would hear little but the fundamental."""
    magnitude = np.sqrt(power)
    return float(hz @ magnitude) / (float(magnitude.sum()) + LEAST)


def _high(samples: NDArray[np.float64]) -> float:
    """Mean energy above 2 kHz."""
    power = np.abs(np.fft.rfft(samples * signal.windows.hann(len(samples)))) ** 2
    hz = np.fft.rfftfreq(len(samples), 1.0 / RATE_HZ)
    return float(power[hz > 2000.0].sum()) / (0.375 * len(samples) ** 2 / 2.0)


def _partial_levels(power: NDArray[np.float64], hz: NDArray[np.float64], f0_hz: float) -> NDArray[np.float64]:
    """Energy within 0.2 of a fundamental about each partial, (frames, partials)."""
    count = min(PARTIALS, int(hz[-1] / f0_hz) - 1)
    numbers = np.rint(hz / f0_hz).astype(np.int64)
    near = np.abs(hz / f0_hz - numbers) < 0.2
    levels = np.zeros((len(power), count))
    for n in range(1, count + 1):
        levels[:, n - 1] = power[:, near & (numbers == n)].sum(axis=1)
    return levels


def _noise_db(total: NDArray[np.float64], hz: NDArray[np.float64], f0_hz: float) -> float:
    between = (np.abs(hz / f0_hz - np.rint(hz / f0_hz)) > 0.35) & (hz > 2.0 * f0_hz) & (hz < 16_000.0)
    return _db(float(total[between].sum()) / 0.3, float(total.sum()))


def _ensemble(samples: NDArray[np.float64], f0_hz: float) -> float:
    """Mean of exp(entropy) of the energy within 25 cents of the partials 6 to 20, in bins of a third of a hertz.

    Strong partials count for more: where a wave has none, there is nothing to count.
    """
    power = np.abs(np.fft.rfft(samples * signal.windows.hann(len(samples)))) ** 2
    hz = np.fft.rfftfreq(len(samples), 1.0 / RATE_HZ)
    counts, weights = [], []
    for n in range(6, 21):
        near = power[np.abs(hz - n * f0_hz) < 0.0145 * n * f0_hz]
        share = near / (near.sum() + LEAST)
        counts.append(np.exp(-float(np.sum(share * np.log(share + LEAST)))))
        weights.append(float(np.sqrt(near.sum())) + LEAST)
    return float(np.average(counts, weights=weights))


def _envelope(samples: NDArray[np.float64], f0_hz: float) -> NDArray[np.float64]:
    """Level of the fundamental while the key is down, 960 values a second."""
    held = samples[: round(HELD_S * RATE_HZ)]
    turned = held * np.exp(-2j * np.pi * f0_hz / RATE_HZ * np.arange(len(held)))
    window = signal.windows.hann(2400)
    return np.asarray(np.abs(signal.fftconvolve(turned, window / window.sum(), "same"))[::50])


def _movement_hz(side: NDArray[np.float64], f0_hz: float) -> float:
    """Mean distance of the side bands from the partials 1 to 3, 0.8 to 20 Hz away, loud ones first.

    The dry sound is not in the side, and the reverb of a steady note stays on the partial itself.
    """
    steady = side[RATE_HZ // 4 :]
    power = np.abs(np.fft.rfft(steady * signal.windows.hann(len(steady)))) ** 2
    hz = np.fft.rfftfreq(len(steady), 1.0 / RATE_HZ)
    away = np.abs(hz[:, None] - f0_hz * np.arange(1, 4))
    beside = (away > 0.8) & (away < 20.0)
    energy = np.where(beside, power[:, None], 0.0)
    return float((energy * away).sum()) / (float(energy.sum()) + LEAST)


def _wet_db(after: NDArray[np.float64], bands: NDArray[np.float64], f0_hz: float) -> float:
    """Mean over the partials, in decibels: a single one is raised or cancelled by the echoes of its room."""
    power = np.abs(np.fft.rfft(after * signal.windows.hann(N_FFT))) ** 2
    hz = np.fft.rfftfreq(N_FFT, 1.0 / RATE_HZ).astype(np.float64)
    left, before = _partial_levels(power[None], hz, f0_hz)[0, :12], bands.mean(axis=0)[:12]
    audible = before > 1e-7 * before.max() + LEAST
    if not audible.any():
        return 0.0
    return 10.0 * float(np.mean(np.log10((left[audible] + LEAST) / before[audible])))


def _decay_s(tail: NDArray[np.float64]) -> float:
    left = np.cumsum((tail**2).sum(axis=1)[::-1])[::-1]
    if left[0] <= LEAST:
        return 0.0
    below = np.flatnonzero(left < 1e-3 * left[0])
    return 2.0 * float(below[0]) / RATE_HZ if len(below) else 2.0 * TAIL_S
