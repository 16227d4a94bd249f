"""Runs an effect tick by tick over a whole sound, and measures clicks."""

from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import signal

from synth.dsp.tick import TICK

RATE = 48_000.0


def new_state(block: ModuleType, rate: float = RATE) -> np.void:
    """One record of the block's state, reset."""
    state = np.zeros(1, block.STATE)[0]
    block.reset(state, rate)
    return state


def run(
    block: ModuleType, x: NDArray[np.floating], *controls: ArrayLike, rate: float = RATE, state: np.void | None = None
) -> NDArray[np.float64]:
    """The sound x (2, n) through `block`; a control is one number, or one for each tick. Whole ticks only."""
    state = new_state(block, rate) if state is None else state
    ticks = x.shape[1] // TICK
    moving = [np.broadcast_to(np.asarray(control, dtype=np.float64), (ticks,)) for control in controls]
    out = np.empty((2, ticks * TICK))
    buf = np.empty((2, TICK), dtype=np.float32)
    for k in range(ticks):
        span = slice(k * TICK, (k + 1) * TICK)
        buf[:] = x[:, span]
        block.process(state, *(float(control[k]) for control in moving), buf)
        out[:, span] = buf
    return out


def both(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """A mono sound on both sides, (2, n)."""
    return np.stack([x, x])


def sine(hz: float, seconds: float, *, level: float = 0.2, rate: float = RATE) -> NDArray[np.float64]:
    """A sine of `level`, (n,)."""
    return level * np.sin(2.0 * np.pi * hz * np.arange(round(seconds * rate)) / rate)


def pink(seconds: float, *, seed: int = 0, level: float = 0.1) -> NDArray[np.float64]:
    """Pink noise of an RMS of `level`, two independent sides, (2, n)."""
    n = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal((2, n)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1.0, np.arange(n // 2 + 1))), n)
    return level * noise / noise.std()


def click_db(y: NDArray[np.float64], jump: int, settle: int) -> float:
    """Level of what a jump at sample `jump` adds above 3 kHz within `settle` samples, in dB of the sound.

    Compared with the steady sound before and after, whose own treble does not count. Made for low tones:
    a step of a hundredth of the amplitude reads -40 dB.
    """
    treble = np.abs(signal.sosfilt(signal.butter(6, 3000.0, "high", fs=RATE, output="sos"), y, axis=-1))
    steady = max(treble[..., jump // 2 : jump - 64].max(), treble[..., jump + settle :].max())
    added = treble[..., jump - 64 : jump + settle].max() - steady
    return float(20.0 * np.log10(max(added, 1e-9) / np.abs(y[..., jump // 2 :]).max()))
