"""The measure of aliasing, on tones whose aliases are known."""

import numpy as np
import pytest

from app.cli.bench_synth import FULL_PATCH, block_times_ms, dry_tone
from app.cli.inharmonic import inharmonic_db
from synth.units import note_to_hz

RATE = 48_000.0


def seconds(n: float = 3.0) -> np.ndarray:
    return np.arange(round(n * RATE)) / RATE


def test_an_exact_saw_has_nothing_between_its_harmonics() -> None:
    hz = note_to_hz(100)
    tone = sum(np.sin(2 * np.pi * h * hz * seconds() + h) / h for h in range(1, int(0.5 * RATE / hz) + 1))
    strongest, total = inharmonic_db(tone, hz, sample_rate_hz=RATE)
    assert strongest < -180.0
    assert total < -170.0


def test_a_naive_saw_shows_its_foldover() -> None:
    hz = note_to_hz(108)
    strongest, total = inharmonic_db(2.0 * (hz * seconds() % 1.0) - 1.0, hz, sample_rate_hz=RATE)
    assert strongest == pytest.approx(-18.0, abs=1.5)
    assert total == pytest.approx(-10.0, abs=1.5)


def test_a_foreign_tone_reads_its_level() -> None:
    tone = np.sin(2 * np.pi * 1000.0 * seconds()) + 1e-4 * np.sin(2 * np.pi * 3456.7 * seconds())
    strongest, total = inharmonic_db(tone, 1000.0, sample_rate_hz=RATE)
    assert strongest == pytest.approx(-80.0, abs=0.5)
    assert total == pytest.approx(-80.0, abs=0.5)


@pytest.mark.parametrize("wave", ["Sawtooth", "Square", "Pulse"])
@pytest.mark.parametrize("note", [84, 100, 108])
def test_our_oscillators_stay_under_minus_100_and_minus_95_db(wave: str, note: int) -> None:
    strongest, total = inharmonic_db(dry_tone(wave, note), note_to_hz(note), sample_rate_hz=RATE)
    assert strongest <= -100.0
    assert total <= -95.0


def test_a_run_of_blocks_gives_a_cost_for_each() -> None:
    times = block_times_ms(FULL_PATCH, notes=16, blocks=100)
    assert times.shape == (100,)
    assert np.all(times > 0.0)
