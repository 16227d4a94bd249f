"""The logarithmic frequency axis: places, labels and the words of the read-out. Pure functions."""

import math
from typing import Final

from synth.units import hz_to_note, note_name, note_to_hz

LOWEST_HZ: Final = 30.0
HIGHEST_HZ: Final = 18000.0
_LABELS: Final = ((50.0, "50"), (100.0, "100"), (200.0, "200"), (500.0, "500"), (1000.0, "1k"), (2000.0, "2k"),
                  (5000.0, "5k"), (10000.0, "10k"), (16000.0, "16k"))  # fmt: skip
_PREFERRED: Final = (1000.0, 200.0, 5000.0, 50.0, 16000.0, 500.0, 2000.0, 100.0, 10000.0)
"""Which labels to keep first when there is little room."""


def share_of(hz: float) -> float:
    """Place of a frequency, 0 at the bottom (30 Hz) to 1 at the top (18 kHz)."""
    return math.log(hz / LOWEST_HZ) / math.log(HIGHEST_HZ / LOWEST_HZ)


def frequency_at(share: float) -> float:
    """Frequency in hertz at a place: the inverse of `share_of`."""
    return float(LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** share)


def ticks(height: float, *, spacing: float = 20.0) -> list[tuple[float, str]]:
    """Frequencies and words that fit an axis of some height without touching, from low to high."""
    chosen: list[float] = []
    for hz in _PREFERRED:
        if all(abs(share_of(hz) - share_of(other)) * height >= spacing for other in chosen):
            chosen.append(hz)
    return [(hz, words) for hz, words in _LABELS if hz in chosen]


def read_out(hz: float, db: float | None = None) -> str:
    """Frequency, note and level in words: "440.0 Hz · A4 · -32 dB"; off-pitch notes with their cents."""
    note = round(hz_to_note(hz))
    cents = round(1200.0 * math.log2(hz / note_to_hz(note)))
    frequency = f"{hz:.1f} Hz" if hz < 1000.0 else f"{hz / 1000.0:.2f} kHz"
    name = note_name(note) + (f" {cents:+d} ct" if abs(cents) >= 3 else "")
    return " · ".join([frequency, name] + ([f"{db:.0f} dB"] if db is not None else []))
