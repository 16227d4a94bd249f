"""`python -m models.preset_listening`: how loud factory presets are, and how far each is from the nearest other.

Loudness as `synth.loudness`, of a note held for three seconds at velocity 100. Distances as
`models.sound_to_patch.distance`, of C3 held for a second, at its own level, with all values of the preset.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.sound_to_patch.distance import distance_db, fingerprint
from models.sound_to_patch.hearing import RATE_HZ
from synth.loudness import integrated_loudness
from synth.patch import Patch
from synth.presets import Preset, factory_presets
from synth.render import render_note

NOTES: Final = {"C2": 36, "C3": 48, "C5": 72}
HELD_S: Final = 3.0
COMPARED_S: Final = 1.0
TAIL_S: Final = 0.3


@dataclass(frozen=True, slots=True)
class Level:
    """Of one note: loudness in LUFS and the highest sample, 1 is full scale."""

    loudness: float
    peak: float


def levels(patch: Patch) -> dict[str, Level]:
    """How loud a patch is at the notes of `NOTES`."""
    found = {}
    for name, note in NOTES.items():
        audio = render_note(patch, note, seconds=HELD_S)
        found[name] = Level(integrated_loudness(audio, 48_000.0), float(np.abs(audio).max()))
    return found


def distances(patches: Sequence[Patch]) -> NDArray[np.float64]:
    """Decibels between every two sounds, shape (n, n), 0 on the diagonal."""
    prints = []
    for patch in patches:
        audio = render_note(patch, NOTES["C3"], seconds=COMPARED_S, sample_rate_hz=2 * RATE_HZ, tail=TAIL_S)
        prints.append(fingerprint(signal.resample_poly(audio.mean(axis=1), 1, 2)))
    found = np.zeros((len(prints), len(prints)))
    for i, one in enumerate(prints):
        for j in range(i):
            found[i, j] = found[j, i] = distance_db(one, prints[j])
    return found


def report(presets: Sequence[Preset]) -> str:
    """One line a preset, then the smallest and the middle distance of all pairs."""
    between = distances([preset.patch for preset in presets])
    apart = between + np.where(np.eye(len(presets), dtype=bool), np.inf, 0.0)
    lines = []
    for preset, row in zip(presets, apart, strict=True):
        heard = levels(preset.patch)
        loudness = " ".join(f"{level.loudness:6.1f}" for level in heard.values())
        peak = max(level.peak for level in heard.values())
        near = presets[int(row.argmin())].name
        lines.append(f"{preset.name:18} {loudness} LUFS  peak {peak:.2f}  {row.min():4.1f} dB to {near}")
    pairs = between[np.triu_indices(len(presets), 1)]
    lines.append(
        f"{len(presets)} presets: nearest two {pairs.min():.1f} dB apart, median pair {np.median(pairs):.1f} dB"
    )
    return "\n".join(lines)


@click.command()
def main() -> None:
    """Loudness at C2, C3 and C5, highest peak, and the nearest other preset."""
    click.echo(report(factory_presets()))


if __name__ == "__main__":
    main()
