"""Oscillators: kernels against plain NumPy, spectra against ideal waves, noise, and how clean they are."""

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.dsp import oscillator, wavetable
from synth.dsp.oscillator import CYCLE
from synth.dsp.tick import TICK
from synth.engine import tables
from synth.events import NoteOn
from synth.units import note_to_hz
from tests.synth.measuring import BARE, RATE, db, harmonics_db, play, rms_db

WAVES = {"Sine": wavetable.SINE, "Triangle": wavetable.TRIANGLE, "Sawtooth": wavetable.SAW, "Square": wavetable.SQUARE}


def ideal_db(wave: str, n: int, *, width: float = 0.25) -> NDArray[np.float64]:
    """Levels of harmonics 1 to n of an ideal wave with peaks at 1, in dB; absent ones at -300."""
    h = np.arange(1, n + 1)
    odd = h % 2 == 1
    level = {
        "Sine": (h == 1).astype(float),
        "Triangle": np.where(odd, 8.0 / (np.pi * h) ** 2, 0.0),
        "Sawtooth": 2.0 / (np.pi * h),
        "Square": np.where(odd, 4.0 / (np.pi * h), 0.0),
        "Pulse": 4.0 / (np.pi * h) * np.abs(np.sin(np.pi * h * width)),
    }[wave]
    return np.asarray(20.0 * np.log10(np.maximum(level, 1e-15)))


def two_sides(seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What is on the bus already."""
    left, right = np.random.default_rng(seed).uniform(-1.0, 1.0, (2, TICK)).astype(np.float32)
    return left, right


def read(table: NDArray[np.float32], phase: NDArray[np.float64]) -> NDArray[np.float64]:
    """A table at phases in cycles, linear between its points."""
    return np.interp(phase % 1.0 * (len(table) - 1), np.arange(len(table)), table.astype(np.float64))


@pytest.mark.parametrize("shape", WAVES.values())
@pytest.mark.parametrize("hz", [17.0, 440.0, 9000.0])
def test_table_kernel_equals_interpolation_by_numpy(shape: int, hz: float) -> None:
    table, shift = oscillator.table_of(tables(RATE), shape, hz)
    phase, step = np.uint32(0.9 * CYCLE), np.uint32(hz / RATE * CYCLE)
    left, right = two_sides()
    oscillator.add_table(phase, step, table, shift, left, right, *np.float32([0.5, 0.25, 0.01, -0.005]))
    i = np.arange(TICK)
    wave = read(table, (float(phase) + i * float(step)) / CYCLE)
    before = two_sides()
    assert np.max(np.abs(left - (before[0] + (0.5 + 0.01 * i) * wave))) < 1e-5
    assert np.max(np.abs(right - (before[1] + (0.25 - 0.005 * i) * wave))) < 1e-5


@pytest.mark.parametrize("move", [0.0, 0.004, -0.004])
def test_pulse_kernel_is_a_sawtooth_less_a_later_one(move: float) -> None:
    table, shift = oscillator.table_of(tables(RATE), wavetable.SAW, 300.0)
    step, offset = np.uint32(300.0 / RATE * CYCLE), np.uint32(0.4 * CYCLE)
    left, right = two_sides()
    offset_step = np.uint32(np.int64(move * CYCLE) & 0xFFFFFFFF)
    one, zero = np.float32(1.0), np.float32(0.0)
    oscillator.add_pulse(np.uint32(0), step, offset, offset_step, table, shift, left, right, one, one, zero, zero)
    i = np.arange(TICK)
    phase = i * float(step) / CYCLE
    pulse = read(table, phase) - read(table, phase + 0.4 + move * i)
    assert np.max(np.abs(left - two_sides()[0] - pulse)) < 1e-5


def test_noise_kernel_equals_the_generator_in_whole_numbers() -> None:
    left, right = np.zeros((2, TICK), dtype=np.float32)
    one, zero = np.float32(1.0), np.float32(0.0)
    after = oscillator.add_noise(np.uint32(12345), left, right, one, one, zero, zero)
    state, expected = 12345, []
    for _ in range(TICK):
        state = (state * 1664525 + 1013904223) % 2**32
        bits = state ^ (state >> 16)
        expected.append((bits - 2**32 if bits >= 2**31 else bits) / 2**31)
    assert int(after) == state
    assert np.max(np.abs(left - expected)) < 1e-6


@pytest.mark.parametrize("wave", [*WAVES, "Pulse"])
@pytest.mark.parametrize("note", [24, 60, 84, 100, 108])
def test_harmonics_are_the_ideal_waves_within_half_a_decibel_to_16_khz(wave: str, note: int) -> None:
    hz = note_to_hz(note)
    n = min(200, int(16_000.0 / hz))
    y = play(BARE.replace({"osc1_wave": wave, "pulse_width": 30}), [(0.0, NoteOn(note))], seconds=0.8)[0, 9600:]
    level = harmonics_db(y, hz, n)
    expected = ideal_db(wave, n, width=0.3)
    error = level - expected - (level[0] - expected[0])
    heard = expected > -60.0
    assert np.max(np.abs(error[heard])) < 0.5
    assert np.all(level[~heard] - level[0] < -55.0)


@pytest.mark.parametrize("rate", [44_100.0, 96_000.0])
def test_other_sample_rates_have_the_same_harmonics(rate: float) -> None:
    hz = note_to_hz(72)
    y = play(BARE.replace({"osc1_wave": "Sawtooth"}), [(0.0, NoteOn(72))], seconds=0.8, rate=rate)[0]
    level = harmonics_db(y[round(0.2 * rate) :], hz, 30, rate)
    assert np.max(np.abs(level - level[0] - (ideal_db("Sawtooth", 30) - ideal_db("Sawtooth", 1)))) < 0.5


@pytest.mark.parametrize("rate", [44_100.0, 48_000.0, 96_000.0])
def test_every_table_is_in_its_place_and_ends_where_it_begins(rate: float) -> None:
    everything = tables(rate)
    for shape in WAVES.values():
        for hz in np.geomspace(8.0, 0.5 * rate, 60):
            table, shift = oscillator.table_of(everything, shape, hz)
            assert len(table) == (1 << (32 - int(shift))) + 1
            assert table[0] == table[-1]
            assert abs(float(table[:-1].mean(dtype=np.float64))) < 1e-6, "no direct current"
            spectrum = np.abs(np.fft.rfft(table[:-1].astype(np.float64))) / (len(table) // 2)
            harmonics = np.flatnonzero(spectrum > 1e-5)
            assert harmonics.max() * hz < 0.5 * rate * 1.0001


@pytest.mark.parametrize("width", [5, 25, 50, 80, 95])
def test_a_pulse_is_up_for_its_width_and_has_no_direct_current(width: int) -> None:
    y = play(BARE.replace({"osc1_wave": "Pulse", "pulse_width": width}), [(0.0, NoteOn(36))], seconds=1.0)[0, 4800:]
    assert np.mean(y > 0.5 * (y.max() + y.min())) in (
        pytest.approx(0.01 * width, abs=0.01),
        pytest.approx(1.0 - 0.01 * width, abs=0.01),
    )
    assert abs(y.mean()) < 0.01 * np.abs(y).max()


@pytest.mark.parametrize("wave", [*WAVES, "Pulse", "Noise"])
def test_waves_are_about_as_loud_as_each_other(wave: str) -> None:
    sine = rms_db(play(BARE, seconds=0.5))
    assert rms_db(play(BARE.replace({"osc1_wave": wave}), seconds=0.5)) - sine == pytest.approx(0.0, abs=4.0)


def test_noise_is_white_centred_and_different_in_every_note() -> None:
    y = play(BARE.replace({"osc1_wave": "Noise"}), [(0.0, NoteOn(60))], seconds=8.0)[0, 4800:]
    power = (np.abs(np.fft.rfft(y[: len(y) // 480 * 480].reshape(-1, 480))) ** 2).mean(axis=0)[5:235]
    assert np.max(np.abs(10.0 * np.log10(power / power.mean()))) < 1.0
    assert abs(y.mean()) < 0.01 * y.std()
    two = play(BARE.replace({"osc1_wave": "Noise"}), [(0.0, NoteOn(60)), (0.0, NoteOn(62))], seconds=2.0)[0, 4800:]
    # Noises that have nothing to do with each other add by power: 3 dB, not 6.
    assert db(two.std() / y.std()) == pytest.approx(3.0, abs=0.2)


@pytest.mark.parametrize("rate", [44_100.0, 96_000.0])
def test_noise_has_the_same_power_per_hertz_at_every_rate(rate: float) -> None:
    def density_db(rate: float) -> float:
        y = play(BARE.replace({"osc1_wave": "Noise"}), [(0.0, NoteOn(60))], seconds=2.0, rate=rate)[0]
        power = np.abs(np.fft.rfft(y)) ** 2
        hz = np.fft.rfftfreq(len(y), 1.0 / rate)
        return float(10.0 * np.log10(power[(hz > 1000.0) & (hz < 10_000.0)].mean() / rate**2))

    assert density_db(rate) == pytest.approx(density_db(48_000.0), abs=0.3)


def test_noise_sounds_at_any_key_and_a_pitch_above_hearing_is_silent() -> None:
    high = BARE.replace({"osc1_semitones": 24})
    assert rms_db(play(high.replace({"osc1_wave": "Noise"}), [(0.0, NoteOn(127))], seconds=0.3)) > -40.0
    assert np.abs(play(high, [(0.0, NoteOn(127))], seconds=0.3)).max() == 0.0


@pytest.mark.parametrize("oscillator_number", [1, 2, 3])
def test_gain_is_level_times_amplification(oscillator_number: int) -> None:
    o = f"osc{oscillator_number}"
    patch = BARE.replace({"osc1_on": False, f"{o}_wave": "Sine"})
    full = patch.replace({"osc1_on": True, "osc1_amp": 100})
    if oscillator_number > 1:
        full = patch.replace({f"{o}_level": 100, f"{o}_amp": 100})
    loud = rms_db(play(full, seconds=0.3))
    assert rms_db(play(full.replace({f"{o}_amp": 25}), seconds=0.3)) - loud == pytest.approx(db(0.25), abs=0.02)
    if oscillator_number > 1:
        assert rms_db(play(full.replace({f"{o}_level": 30}), seconds=0.3)) - loud == pytest.approx(db(0.3), abs=0.02)
    assert np.abs(play(patch, seconds=0.1)).max() == 0.0
