"""From samples to columns of the spectrogram: levels in decibels on a logarithmic frequency axis.

Three transforms of different length look at the same moment: long ones separate the low partials, short
ones keep the attacks of the high ones sharp (after Brown, "Calculation of a constant Q spectral
transform", JASA 89, 1991, with three steps instead of one per bin).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.widgets.frequency_axis import frequency_at

COLUMNS_PER_SECOND: Final = 60
_LENGTHS: Final = ((8192, 0.0), (4096, 350.0), (2048, 1400.0))
"""Transform length at 48 kHz, and the frequency from which it is used."""
_LONGEST_BURST: Final = 30
"""Most columns made at once, half a second: after a stall the older ones are left out."""
_SILENCE_DB: Final = -200.0


class ColumnAnalyser:
    """Keeps the newest samples and makes a column each sixtieth of a second of sound."""

    def __init__(self, sample_rate_hz: float, rows: int) -> None:
        """`rows` from 18 kHz down to 30 Hz, evenly spaced for the ear."""
        self.sample_rate_hz = sample_rate_hz
        self.rows = rows
        scale = 2 ** max(0, round(np.log2(sample_rate_hz / 48000.0)))
        self._lengths = tuple(length * scale for length, _ in _LENGTHS)
        self._windows = tuple(_window(length) for length in self._lengths)
        self._hop = sample_rate_hz / COLUMNS_PER_SECOND
        self._history = np.zeros(self._lengths[0] + int(_LONGEST_BURST * self._hop) + 1)
        self._fresh = 0.0
        self._place_rows()

    def push(self, samples: NDArray[np.float32]) -> list[NDArray[np.float64]]:
        """Takes new samples, shape (n, 2), and gives the columns they complete: decibels, shape (rows,) each.

        0 dB is a sine of amplitude 1; row 0 is the highest frequency.
        """
        mono = samples[-len(self._history) :].mean(axis=1, dtype=np.float64)
        if not len(mono):
            return []
        self._history[: -len(mono)] = self._history[len(mono) :].copy()
        self._history[-len(mono) :] = mono
        self._fresh = min(self._fresh + len(mono), (_LONGEST_BURST + 1) * self._hop - 1.0)
        columns = []
        while self._fresh >= self._hop:
            self._fresh -= self._hop
            columns.append(self._column(len(self._history) - int(self._fresh)))
        return columns

    def _column(self, end: int) -> NDArray[np.float64]:
        middle = end - self._lengths[0] // 2
        if not self._history[end - self._lengths[0] : end].any():
            return np.full(self.rows, _SILENCE_DB)
        spectra = []
        for length, window in zip(self._lengths, self._windows, strict=True):
            part = self._history[middle - length // 2 : middle + length // 2]
            spectra.append(np.abs(np.fft.rfft(part * window)))
        magnitude = np.concatenate(spectra)
        between = magnitude[self._below] * (1.0 - self._share) + magnitude[self._below + 1] * self._share
        widest = np.maximum.reduceat(magnitude, self._edges)[::2]
        return np.asarray(20.0 * np.log10(np.maximum(np.where(self._is_wide, widest, between), 1e-10)))

    def _place_rows(self) -> None:
        """For each row: the transform and the bins that it shows."""
        shares = 1.0 - (np.arange(self.rows + 1)) / self.rows
        edges_hz = np.array([frequency_at(float(share)) for share in shares])
        high_hz, low_hz = edges_hz[:-1], edges_hz[1:]
        middle_hz = np.sqrt(high_hz * low_hz)
        which = np.searchsorted([start for _, start in _LENGTHS], middle_hz, side="right") - 1
        length = np.array(self._lengths)[which]
        offset = np.concatenate([[0], np.cumsum([n // 2 + 1 for n in self._lengths])])[which]
        bins = np.minimum(middle_hz * length / self.sample_rate_hz, length / 2 - 1.001)
        self._below = (offset + np.floor(bins)).astype(np.intp)
        self._share = bins - np.floor(bins)
        first = np.minimum(np.ceil(low_hz * length / self.sample_rate_hz), length / 2 - 1).astype(np.intp)
        last = np.minimum(np.floor(high_hz * length / self.sample_rate_hz), length / 2 - 1).astype(np.intp)
        self._is_wide = last > first
        self._edges = np.stack([offset + first, offset + np.maximum(last, first) + 1], axis=1).ravel()


def _window(length: int) -> NDArray[np.float64]:
    """Blackman window scaled so that a sine of amplitude 1 has the magnitude 1."""
    window = np.blackman(length + 1)[:length]
    return np.asarray(2.0 * window / window.sum())
