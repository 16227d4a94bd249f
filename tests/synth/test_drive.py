"""The drive against its plain version, and what a player hears of it."""

import numpy as np
import pytest

from synth.dsp import drive
from synth.dsp.tick import TICK
from synth.loudness import integrated_loudness
from tests.synth.tick_runner import RATE, both, click_db, new_state, run, sine


@pytest.mark.parametrize("drive_db", [1.0, 12.0, 36.0])
@pytest.mark.parametrize("mix", [1.0, 0.4])
def test_kernel_equals_the_plain_version(drive_db: float, mix: float) -> None:
    x = np.random.default_rng(0).standard_normal((2, 100 * TICK)) * 0.2
    y = run(drive, x, drive_db, mix)
    for side in range(2):
        assert np.max(np.abs(y[side] - drive.reference(x[side], drive_db, mix))) < 3e-6


def test_at_0_db_the_output_is_the_input_bit_for_bit_and_late_by_the_latency() -> None:
    x = (np.random.default_rng(1).standard_normal((2, 50 * TICK))).astype(np.float32)
    y = run(drive, x, 0.0, 1.0)
    assert np.array_equal(y[:, drive.LATENCY :], x[:, : -drive.LATENCY])


@pytest.mark.parametrize("hz", [65.0, 220.0, 880.0])
def test_loudness_of_a_usual_note_moves_less_than_2_lu_over_the_whole_range(hz: float) -> None:
    saw = sum(sine(hz * k, 1.0, level=0.12 / k) for k in range(1, int(6000.0 / hz)))
    clean = integrated_loudness(saw, RATE)
    for drive_db in (6.0, 12.0, 24.0, 36.0):
        assert abs(integrated_loudness(run(drive, both(saw), drive_db, 1.0).T[:, 0], RATE) - clean) < 2.0


def test_more_drive_gives_more_harmonics_and_only_odd_ones() -> None:
    thirds = []
    for drive_db in (6.0, 12.0, 24.0):
        y = run(drive, both(sine(500.0, 0.5)), drive_db, 1.0)[0, 9600 : 9600 + 9600]
        level = np.abs(np.fft.rfft(y * np.hanning(len(y))))[[100, 200, 300]]
        thirds.append(level[2] / level[0])
        assert level[1] < 1e-4 * level[0]
    assert thirds[0] < thirds[1] < thirds[2]


def test_foldover_of_a_hard_driven_high_note_stays_20_db_below_the_plain_shaper() -> None:
    n, at = 9600, 583  # 2915 Hz: no harmonic below Nyquist shares a bin with a folded one
    x = sine(at * RATE / n, 0.4)
    y = run(drive, both(x), 24.0, 1.0)[0, -n:]
    gain = drive.gains(24.0)[0]
    plain = gain * x[-n:] / np.sqrt(1.0 + (gain * x[-n:]) ** 2)
    audible = np.arange(n // 2 + 1) < 15_000.0 * n / RATE
    audible[::at] = False
    audible[:3] = False
    folded = [np.abs(np.fft.rfft(z))[audible].max() / np.abs(np.fft.rfft(z))[at] for z in (y, plain)]
    assert 20.0 * np.log10(folded[1] / folded[0]) > 20.0


@pytest.mark.parametrize(("start_db", "end_db"), [(0.0, 36.0), (36.0, 0.0), (3.0, 30.0)])
def test_a_jump_of_the_drive_makes_no_click(start_db: float, end_db: float) -> None:
    ticks = 600
    control = np.where(np.arange(ticks) < 300, start_db, end_db)
    y = run(drive, both(sine(110.0, ticks * TICK / RATE)), control, 1.0)
    assert click_db(y, 300 * TICK, 100 * TICK) < -55.0


def test_not_a_number_becomes_silence_and_is_forgotten() -> None:
    state = new_state(drive)
    x = both(sine(220.0, 0.1))
    run(drive, x, 12.0, 1.0, state=state)
    bad = np.full((2, TICK), np.nan)
    bad[1, 3] = np.inf
    assert np.array_equal(run(drive, bad, 12.0, 1.0, state=state), np.zeros((2, TICK)))
    after = run(drive, x, 12.0, 1.0, state=state)
    assert np.isfinite(after).all()
    assert np.max(np.abs(after)) > 0.1


@pytest.mark.parametrize("level", [1e-30, 1.0, 1e3, 1e20])
def test_extreme_input_stays_finite_and_bounded(level: float) -> None:
    x = level * np.random.default_rng(2).standard_normal((2, 40 * TICK))
    y = run(drive, x, 36.0, 1.0)
    assert np.isfinite(y).all()
    assert np.max(np.abs(y)) < 1.0
