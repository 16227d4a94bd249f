"""`bouba bench synth`: what the engine costs, and how clean its oscillators are.

CPU time of one thread, not wall time, so that other programs on the machine disturb it little. A fixed
NumPy job is timed in the same run: figures of two machines compare by their ratio to it.
"""

import time
from typing import Final, TypedDict

import numpy as np
from numpy.typing import NDArray

from app.cli.inharmonic import inharmonic_db
from synth.engine import Engine
from synth.events import NoteOff, NoteOn
from synth.patch import Patch
from synth.units import note_to_hz

RATE_HZ: Final = 48_000.0
BLOCK_FRAMES: Final = 256
BLOCK_MS: Final = 1000.0 * BLOCK_FRAMES / RATE_HZ
BLOCKS: Final = 6000
ALIAS_NOTES: Final = (84, 100, 108)
OFFLINE_NOTES: Final = (1, 8, 16)
OFFLINE_SECONDS: Final = 5.0

FULL_PATCH: Final = Patch.of(
    {
        "osc1_wave": "Sawtooth", "osc1_extra": 3, "osc2_level": 100, "osc2_wave": "Pulse", "osc2_extra": 3,
        "osc3_level": 100, "osc3_wave": "Sawtooth", "osc3_extra": 3, "osc3_semitones": 12,
        "filter1_type": "Lowpass", "filter1_cutoff_hz": 600, "filter1_env_on": True, "filter1_env_hz": 8000,
        "filter1_attack_s": 4, "filter1_decay_s": 15, "filter2_type": "Highpass", "filter2_cutoff_hz": 80,
        "filter2_env_on": True, "filter2_env_hz": 1000, "filter2_attack_s": 4, "filter2_decay_s": 15,
        "chorus_on": True, "chorus_rate_hz": 0.8, "chorus_mix": 35, "chorus_invert": True,
        "reverb_on": True, "reverb_space": 70, "reverb_mix": 30,
    }
)  # fmt: skip
"""Everything a voice can do: 3 oscillators of 4 voices, two swept filters, chorus and reverb."""

DRY_TONE: Final = Patch.of(
    {
        "filters_on": False,
        "effects_on": False,
        "reverb_on": False,
        "osc1_amp": 50,
        "amp_attack_s": 0,
        "amp_sustain": 100,
    }
)
"""One bare oscillator, for measuring."""


class Figure(TypedDict):
    """A measured value and its unit."""

    value: float
    unit: str


def measure() -> dict[str, Figure]:
    """All figures: about 15 s."""
    figures: dict[str, Figure] = {}
    reference_ms = reference_job_ms()
    blocks = block_times_ms(FULL_PATCH, notes=16)
    figures["block_budget"] = Figure(value=BLOCK_MS, unit="ms")
    figures["block_mean"] = Figure(value=float(blocks.mean()), unit="ms")
    for name, share in (("p50", 50.0), ("p99", 99.0), ("p99_9", 99.9)):
        figures[f"block_{name}"] = Figure(value=float(np.percentile(blocks, share)), unit="ms")
    figures["load_mean"] = Figure(value=100.0 * float(blocks.mean()) / BLOCK_MS, unit="%")
    figures["load_p99_9"] = Figure(value=100.0 * float(np.percentile(blocks, 99.9)) / BLOCK_MS, unit="%")
    for notes in OFFLINE_NOTES:
        figures[f"real_time_factor_{notes}_notes"] = Figure(value=real_time_factor(FULL_PATCH, notes=notes), unit="x")
    for wave in ("Sawtooth", "Square", "Pulse"):
        for note in ALIAS_NOTES:
            strongest, total = inharmonic_db(dry_tone(wave, note), note_to_hz(note), sample_rate_hz=RATE_HZ)
            figures[f"alias_{wave.lower()}_{note}_strongest"] = Figure(value=strongest, unit="dB")
            figures[f"alias_{wave.lower()}_{note}_total"] = Figure(value=total, unit="dB")
    figures["reference_job"] = Figure(value=reference_ms, unit="ms")
    figures["block_mean_to_reference"] = Figure(value=float(blocks.mean()) / reference_ms, unit="")
    return figures


def block_times_ms(patch: Patch, *, notes: int, blocks: int = BLOCKS) -> NDArray[np.float64]:
    """CPU time of each of `blocks` blocks while `notes` notes are held and struck again in turn, in ms."""
    engine = Engine(RATE_HZ, patch=patch)
    out = np.zeros((BLOCK_FRAMES, 2), dtype=np.float32)
    chord = [36 + 3 * i for i in range(notes)]
    for note in chord:
        engine.send(NoteOn(note, 100))
    for _ in range(50):
        engine.render(out)
    times = np.empty(blocks)
    for block in range(blocks):
        if block % 40 == 0:
            note = chord[(block // 40) % notes]
            engine.send(NoteOff(note))
            engine.send(NoteOn(note, 100))
        start = time.thread_time_ns()
        engine.render(out)
        times[block] = (time.thread_time_ns() - start) * 1e-6
    return times


def real_time_factor(patch: Patch, *, notes: int) -> float:
    """Seconds of sound per second of CPU time, rendered in one go."""
    engine = Engine(RATE_HZ, patch=patch)
    for i in range(notes):
        engine.send(NoteOn(48 + 2 * i, 100))
    out = np.zeros((round(OFFLINE_SECONDS * RATE_HZ), 2), dtype=np.float32)
    engine.render(out[:BLOCK_FRAMES])
    start = time.thread_time()
    engine.render(out)
    return OFFLINE_SECONDS / (time.thread_time() - start)


def dry_tone(wave: str, note: int) -> NDArray[np.float64]:
    """Three seconds and more of one bare oscillator, mono, its attack left out."""
    engine = Engine(RATE_HZ, patch=DRY_TONE.replace({"osc1_wave": wave}))
    engine.send(NoteOn(note, 100))
    out = np.zeros((round(3.5 * RATE_HZ), 2), dtype=np.float32)
    engine.render(out)
    return np.asarray(out[round(0.5 * RATE_HZ) :].mean(axis=1, dtype=np.float64))


def reference_job_ms() -> float:
    """CPU time in ms of a fixed job in one thread: sorting, sines and sums. The median of five."""
    noise = np.random.default_rng(0).standard_normal(1 << 17)
    times = []
    for _ in range(5):
        start = time.thread_time_ns()
        for _ in range(4):
            np.sort(noise)
            np.sin(noise).cumsum()
        times.append((time.thread_time_ns() - start) * 1e-6)
    return float(np.median(times))
