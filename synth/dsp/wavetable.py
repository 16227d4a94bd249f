"""Band-limited wavetables: one per third of an octave, each without a harmonic above Nyquist.

A table read with a 32-bit phase and linear interpolation. A table of N points that holds harmonics up
to H images harmonic h at N - h, (h / (N - h))**2 lower (linear interpolation is a triangle filter), so
tables are long against H: the images stay below -100 dB of the fundamental. The droop of the same
triangle filter, sinc(h / N)**2, is undone in the table.
Source: Smith, "Physical Audio Signal Processing", "Wavetable synthesis"; Bristow-Johnson, "Wavetable
Synthesis 101", AES 101 (1996).

All tables of all shapes lie in one float32 array, each with one guard point. Its head is a directory.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

SINE, TRIANGLE, SAW, SQUARE = 0, 1, 2, 3
N_SHAPES: Final = 4

LOWEST_HZ: Final = 16.0
PER_OCTAVE: Final = 3
MINIMUM_POINTS: Final = 4096
MAXIMUM_POINTS: Final = 32768
POINTS_PER_HARMONIC: Final = 24
TOP_OF_NYQUIST: Final = 0.995
"""Highest harmonic in a table, as a share of Nyquist at the top frequency of the table's range."""


def _bands(sample_rate_hz: float) -> list[tuple[float, int, int]]:
    """(top frequency in hertz, harmonics, points) of each table, lowest range first."""
    nyquist_hz = 0.5 * sample_rate_hz
    bands = []
    top_hz = LOWEST_HZ
    while True:
        harmonics = max(1, int(TOP_OF_NYQUIST * nyquist_hz / top_hz))
        points = MINIMUM_POINTS
        while points < POINTS_PER_HARMONIC * harmonics and points < MAXIMUM_POINTS:
            points *= 2
        bands.append((top_hz, harmonics, points))
        if harmonics == 1:
            return bands
        top_hz *= 2.0 ** (1.0 / PER_OCTAVE)


def _spectrum(shape: int, harmonics: int) -> NDArray[np.complex128]:
    """Complex amplitudes of harmonics 0 to `harmonics` of a wave with peaks near 1.

    Sawtooth: falling ramp sum sin(2 pi h p) 2 / (pi h). Square and triangle: its odd parts.
    """
    h = np.arange(harmonics + 1, dtype=np.float64)
    sines = np.zeros(harmonics + 1)
    cosines = np.zeros(harmonics + 1)
    odd = h % 2 == 1
    if shape == SINE:
        sines[1] = 1.0
    elif shape == SAW:
        sines[1:] = 2.0 / (np.pi * h[1:])
    elif shape == SQUARE:
        sines[odd] = 4.0 / (np.pi * h[odd])
    else:
        cosines[odd] = 8.0 / (np.pi * h[odd]) ** 2
    return cosines - 1j * sines


def build_tables(sample_rate_hz: float) -> NDArray[np.float32]:
    """Every table of every shape for a sample rate, as one float32 array, shape (n,).

    Layout: [number of bands, then for each shape and band (start index, log2 of points)], then points.
    Start indices stay below 2**24, so float32 holds them exactly.
    """
    bands = _bands(sample_rate_hz)
    head = 1 + 2 * N_SHAPES * len(bands)
    directory = [float(len(bands))]
    tables = []
    start = head
    for shape in range(N_SHAPES):
        for _, harmonics, points in bands:
            amplitudes = np.zeros(points // 2 + 1, dtype=np.complex128)
            droop = np.sinc(np.arange(harmonics + 1) / points) ** 2
            amplitudes[: harmonics + 1] = _spectrum(shape, harmonics) / droop
            wave = np.fft.irfft(amplitudes, points) * (points / 2)
            tables.append(np.append(wave, wave[0]).astype(np.float32))
            directory += [float(start), float(np.log2(points))]
            start += points + 1
    if start >= 2**24:
        raise ValueError(f"The wavetables need {start} points; their directory holds indices below {2**24}.")
    return np.concatenate([np.array(directory, dtype=np.float32), *tables])


@njit(nogil=True, cache=True, error_model="numpy")
def band_of(hz: float, n_bands: int) -> int:
    """Index of the lowest band whose top frequency is not below `hz`."""
    if hz <= LOWEST_HZ:
        return 0
    # A hair of tolerance keeps a note that sits on an edge in the same table under float noise.
    band = int(np.ceil(PER_OCTAVE * np.log2(hz / LOWEST_HZ) - 1e-9))
    return min(band, n_bands - 1)
