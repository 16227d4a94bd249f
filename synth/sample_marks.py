"""Where a recorded sound begins and ends, and where it can go round without being noticed."""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

HOP_S: Final = 0.005
QUIET_DB: Final = -40.0
"""Below the loudest: before and after the sound."""
LEAD_S: Final = 0.005
ATTACK_S: Final = 0.1
"""No loop begins so soon."""
SHORTEST_LOOP_S: Final = 0.15
LOUD_ENOUGH_DB: Final = -18.0
"""Below the loudest, a loop would sound as a tail that does not end: then there is none."""
COMPARED_S: Final = 0.04
LENGTH_WORTH_DB: Final = 2.0
"""How much less alike both ends of a loop may be for one that is twice as long."""
SHIFT_S: Final = 0.01
_BANDS: Final = 24


def find_ends(sound: NDArray[np.floating], rate_hz: int) -> tuple[float, float]:
    """Where a mono sound (frames,) begins and ends, in seconds; all of it when it is silent."""
    levels = _levels(sound, rate_hz)
    heard = np.flatnonzero(levels > levels.max() + QUIET_DB)
    seconds = len(sound) / rate_hz
    if not len(heard) or not np.abs(sound).max() > 0.0:
        return 0.0, seconds
    return max(0.0, heard[0] * HOP_S - LEAD_S), min(seconds, (heard[-1] + 1) * HOP_S + LEAD_S)


def find_loop(sound: NDArray[np.floating], rate_hz: int) -> tuple[float, float] | None:
    """Begin and end of a loop in seconds, or None where a sound dies away too soon.

    Of all places the two whose spectra and levels are most alike, the longer the better; then the end is moved until
    the waves fit.
    """
    if not np.abs(sound).max() > 0.0:
        return None
    start, end = find_ends(sound, rate_hz)
    first, last = round((start + ATTACK_S) / HOP_S), round((end - COMPARED_S) / HOP_S)
    shortest = round(SHORTEST_LOOP_S / HOP_S)
    levels, spectra = _levels(sound, rate_hz), _spectra(sound, rate_hz)
    last = min(last, len(spectra) - 1)
    places = np.arange(first, last)
    places = places[levels[places] > levels.max() + LOUD_ENOUGH_DB] if len(places) else places
    if len(places) < 2 or places[-1] - places[0] < shortest:
        return None
    of = spectra[places]
    apart = np.sqrt(((of[:, None] - of[None]) ** 2).mean(axis=-1))
    long = (places[None] - places[:, None]).astype(float)
    cost = apart - LENGTH_WORTH_DB * np.log2(np.maximum(long, 1.0))
    cost[long < shortest] = np.inf
    begin, finish = np.unravel_index(int(cost.argmin()), cost.shape)
    return _fitted(sound, rate_hz, places[begin] * HOP_S, places[finish] * HOP_S)


def _fitted(sound: NDArray[np.floating], rate_hz: int, begin: float, finish: float) -> tuple[float, float]:
    """The end moved by up to SHIFT_S to where the wave before it is most like that before the beginning."""
    compared, shift = round(COMPARED_S * rate_hz), round(SHIFT_S * rate_hz)
    at, to = round(begin * rate_hz), round(finish * rate_hz)
    like = sound[at - compared : at]
    around = sound[to - compared - shift : min(len(sound), to + shift)]
    windows = sliding_window_view(around, compared)
    power = np.sqrt((windows**2).sum(axis=1) * (like**2).sum())
    alike = windows @ like / np.maximum(power, 1e-9)
    return float(begin), (to - shift + int(alike.argmax())) / rate_hz


def _frames(sound: NDArray[np.floating], rate_hz: int, seconds: float) -> NDArray[np.floating]:
    length, hop = round(seconds * rate_hz), round(HOP_S * rate_hz)
    padded = np.pad(sound, (0, length))
    return np.asarray(sliding_window_view(padded, length)[: len(sound) : hop])


def _levels(sound: NDArray[np.floating], rate_hz: int) -> NDArray[np.floating]:
    """Decibels of each HOP_S."""
    power = (_frames(sound, rate_hz, HOP_S) ** 2).mean(axis=1)
    return np.asarray(10.0 * np.log10(power + 1e-12))


def _spectra(sound: NDArray[np.floating], rate_hz: int) -> NDArray[np.floating]:
    """Decibels in _BANDS bands of a third of an octave and more around each hop, (hops, bands)."""
    frames = _frames(sound, rate_hz, COMPARED_S)
    power = np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1)) ** 2
    edges = np.unique(np.geomspace(2, power.shape[1] - 1, _BANDS + 1).astype(int))
    bands = np.add.reduceat(power, edges[:-1], axis=1)
    return np.asarray(10.0 * np.log10(bands + 1e-3 * bands.max() + 1e-12))
