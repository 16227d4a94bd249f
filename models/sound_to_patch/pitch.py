"""The fundamental of a sound: YIN, and whether there is one at all.

De Cheveigné & Kawahara, "YIN, a fundamental frequency estimator for speech and music" (JASA 111(4), 2002),
steps 1 to 5. Step 6 is another one here: once the period is known, its multiples are looked up too, for a
tenth of a sample in thirty periods is thirty times less in one. Frames are weighted by their power.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOWEST_HZ: Final = 32.0
HIGHEST_HZ: Final = 5000.0
WINDOW_S: Final = 0.042
"""Length over which a frame is compared with its later self."""
HOP_S: Final = 0.02
DIP: Final = 0.2
"""The first period whose difference falls below this share of the mean is taken,"""
CLOSE: Final = 0.1
"""or one that comes so near to the lowest: detuned voices have no deep dips, and a long period no right to win."""
VOICED: Final = 0.3
"""A frame whose difference stays above this has no pitch."""
VOICED_SHARE: Final = 0.4
"""A sound is voiced when this much of its power lies in voiced frames."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """The fundamental in hertz, None for what has none, and the share of the power that is voiced, 0 to 1."""

    hz: float | None
    voiced_share: float


def fundamental(sound: NDArray[np.floating], sample_rate_hz: float) -> Pitch:
    """The fundamental of a mono sound (samples,) between LOWEST_HZ and HIGHEST_HZ.

    Silence, and a sound shorter than two periods of anything, are unvoiced.
    """
    window, longest = round(WINDOW_S * sample_rate_hz), round(sample_rate_hz / LOWEST_HZ)
    frames = _frames(np.asarray(sound, dtype=np.float64), window + longest, round(HOP_S * sample_rate_hz))
    power = np.mean(frames**2, axis=1)
    if not power.any():
        return Pitch(None, 0.0)
    loud = power > 0.01 * power.max()
    frames, power = frames[loud], power[loud]
    difference = _difference(frames, window, longest)
    normal = _normalised(difference)
    shortest = max(2, int(sample_rate_hz / HIGHEST_HZ))
    lags = np.array([_first_dip(row, shortest) for row in normal])
    voiced = normal[np.arange(len(lags)), lags] < VOICED
    share = float(power[voiced].sum() / power.sum())
    if share < VOICED_SHARE:
        return Pitch(None, share)
    periods = np.array([_period(row, lag) for row, lag in zip(difference[voiced], lags[voiced], strict=True)])
    return Pitch(sample_rate_hz / _weighted_median(periods, power[voiced]), share)


def _frames(sound: Floats, length: int, hop: int) -> Floats:
    """Frames (n, length), the last one filled up with silence; a short sound is one frame."""
    missing = (hop - (len(sound) - length) % hop) % hop if len(sound) > length else length - len(sound)
    padded = np.pad(sound, (0, missing))
    return np.lib.stride_tricks.sliding_window_view(padded, length)[::hop]


def _difference(frames: Floats, window: int, longest: int) -> Floats:
    """YIN's d: squared difference of each frame's first `window` samples with themselves later, (n, longest)."""
    size = 1 << (frames.shape[1] + window - 1).bit_length()
    first = np.fft.rfft(frames[:, :window], size)
    product = np.fft.irfft(np.conj(first) * np.fft.rfft(frames, size), size)[:, :longest]
    power = np.cumsum(np.pad(frames**2, ((0, 0), (1, 0))), axis=1)
    later = power[:, window : window + longest] - power[:, :longest]
    return np.maximum(0.0, later[:, :1] + later - 2.0 * product)


def _normalised(difference: Floats) -> Floats:
    """YIN's d': each value over the mean of those at shorter lags; 1 at lag 0."""
    lag = np.arange(1, difference.shape[1])
    total = np.cumsum(difference[:, 1:], axis=1)
    after = np.divide(difference[:, 1:] * lag, total, out=np.ones_like(total), where=total > 0.0)
    return np.concatenate([np.ones((len(after), 1)), after], axis=1)


def _first_dip(normal: Floats, shortest: int) -> int:
    """The bottom of the first dip that is deep enough."""
    enough = max(DIP, float(normal[shortest:].min()) + CLOSE)
    lag = shortest + int(np.argmax(normal[shortest:] <= enough))
    while lag + 1 < len(normal) and normal[lag + 1] < normal[lag]:
        lag += 1
    return lag


def _period(difference: Floats, lag: int) -> float:
    """The period in samples near a lag, from its largest multiple that still lies where it should."""
    period, times = _bottom(difference, lag), 1
    while 2.0 * times * period < len(difference) - 2:
        expected = 2.0 * times * period
        # Half a period to each side, the next dip would begin; a quarter is enough for any error so far.
        reach = max(1, int(0.25 * period))
        start = max(1, round(expected) - reach)
        longer = start + int(difference[start : round(expected) + reach + 1].argmin())
        if longer >= len(difference) - 1 or abs(longer - expected) > max(1.0, 0.2 * period):
            break
        times *= 2
        period = _bottom(difference, longer) / times
    return period


def _bottom(values: Floats, at: int) -> float:
    """The place of the lowest point of a parabola through three values around `at`."""
    if not 0 < at < len(values) - 1:
        return float(at)
    before, here, after = values[at - 1 : at + 2]
    bend = before - 2.0 * here + after
    return at + (0.5 * float(np.clip((before - after) / bend, -1.0, 1.0)) if bend > 0.0 else 0.0)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, 0.5 * reached[-1])])
