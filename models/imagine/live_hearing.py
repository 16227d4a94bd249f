"""A sound as it comes in, heard again and again: what networks are told of its last seconds."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.errors import ModelError
from models.imagine.listener import Heard, Listener, levels
from models.log_mel import HOP_LENGTH, N_FFT, N_MELS, band_power, mel_bank, power_to_db
from models.paired.features import FRAMES, RATE_HZ, RATES_HZ, SILENCE_DB, network_input
from models.stream_resampler import StreamResampler

FRAMES_PER_S: Final = RATE_HZ / HOP_LENGTH
WINDOWS_S: Final = (1.0, 10.0)
BLOCKED_HZ: Final = 5.0
"""What is slower is no sound: a constant part of a cheap microphone."""
LOUDEST: Final = 1e3
"""Louder samples, which files of floating point may hold, count as this: their squares pass what adds up."""
RECENT: Final = round(0.3 * FRAMES_PER_S)
BEFORE: Final = round(3.0 * FRAMES_PER_S)
"""Frames now, and before them, whose loud ones tell whether something new sounds."""
LEAST: Final = round(0.8 * FRAMES_PER_S)
"""Nothing new begins sooner after what began last."""
NEW_DB: Final = 9.0
"""Bands that differ by so much on average are something new."""
UNHEARD_DB: Final = -40.0
"""Softer bands count as this for that."""
LOUD_DB: Final = -20.0
"""Frames without a louder band are pauses."""

DOUBTS_S: Final = (0.6, 1.2, 1.8, 2.6, 3.5)
"""After what seemed new has lasted so long it is asked whether it means the same as what was before it."""
ALIKE: Final = 0.6
"""Then the cosine between both is at least this: a dog barks on, after a pause or in another voice."""

Decibels = NDArray[np.float32]


class LiveHearing:
    """Takes blocks of one channel and tells what the last `window_s` seconds are. Raises ModelError for odd rates.

    When something new sounds, what was before it is heard no more: else the picture of a dog would stay for seconds
    after the sea has begun. On second thoughts it may mean the same; then all of it is heard again.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        if not RATES_HZ[0] <= sample_rate_hz <= RATES_HZ[1]:
            low, high = RATES_HZ
            raise ModelError(f"Sounds of {low:,} to {high:,} Hz are heard, not of {sample_rate_hz:,} Hz.")
        self._resampler = StreamResampler(sample_rate_hz, RATE_HZ)
        kept = math.exp(-2.0 * math.pi * BLOCKED_HZ / sample_rate_hz)
        self._block_constant = (np.array([1.0, -1.0]), np.array([1.0, -kept]))
        self._blocked: NDArray[np.float64] | None = None
        """What the filter keeps; None before there was any sound."""
        self._tail = np.zeros(N_FFT // 2, dtype=np.float32)  # the first frame has silence before it
        self._bank = mel_bank(RATE_HZ, n_mels=N_MELS)
        self._frames: Decibels = np.full((2 * FRAMES, N_MELS), SILENCE_DB, dtype=np.float32)
        self._since = 2 * FRAMES
        """Frames since something new began."""
        self._before = 0
        """Frames of what was heard before that, as long as it is in doubt; 0 when it is not."""
        self._doubts: list[float] = []
        self._meant: NDArray[np.float32] | None = None
        """What that meant, once it was asked."""

    def add(self, block: NDArray[np.floating]) -> Decibels:
        """Hear a block (n,); the frames (m, 128) that it completed, in decibels of full scale."""
        block = np.nan_to_num(np.asarray(block, dtype=np.float64), posinf=0.0, neginf=0.0).clip(-LOUDEST, LOUDEST)
        if self._blocked is None:
            if not len(block):
                return self._frames[:0]
            # As if the constant part had always been there: that it begins is no sound either.
            self._blocked = np.array([-block.mean()])
        block, self._blocked = signal.lfilter(*self._block_constant, block, zi=self._blocked)
        sound = np.concatenate([self._tail, self._resampler.add(block)])
        count = max(0, (len(sound) - N_FFT) // HOP_LENGTH + 1)
        self._tail = sound[count * HOP_LENGTH :]
        if not count:
            return self._frames[:0]
        cut = np.lib.stride_tricks.sliding_window_view(sound, N_FFT)[::HOP_LENGTH][:count]
        new = np.maximum(power_to_db(band_power(cut, self._bank), top_db=None), np.float32(SILENCE_DB))
        self._frames = np.concatenate([self._frames, new])[-2 * FRAMES :]
        self._since = min(self._since + count, 2 * FRAMES)
        if self._since >= LEAST and _is_new(self._frames[-min(RECENT + BEFORE, self._since) :]):
            self._before, self._since = self._since, RECENT
            self._doubts, self._meant = list(DOUBTS_S), None
        return new

    def heard_s(self, window_s: float) -> float:
        """How much of a window of `window_s` seconds is heard: less after something new began."""
        return min(window_s, self._since / FRAMES_PER_S)

    def inputs(self, window_s: float) -> NDArray[np.float32]:
        """The last `heard_s(window_s)` seconds as networks take them, (n, 216, 128).

        Windows shorter than five seconds have silence before them, as short sounds have; longer ones are two that
        overlap.
        """
        count = min(max(math.ceil(window_s * FRAMES_PER_S), 1), self._since)
        frames = self._frames[-count:]
        if count <= FRAMES:
            windows = [_whole(frames)]
        else:
            windows = [frames[-FRAMES:], frames[:FRAMES]]
        return network_input(np.stack(windows))

    def hear(self, listener: Listener, window_s: float) -> Heard:
        """What the last `window_s` seconds are, as one: of two windows the mean, where there is something in both."""
        self._think_again(listener)
        inputs = self.inputs(window_s)
        return together(listener.hear(inputs), levels(inputs))

    def _think_again(self, listener: Listener) -> None:
        """Whether what seemed new means the same as what was before it: then it is not new."""
        if not self._doubts or self._since < self._doubts[0] * FRAMES_PER_S:
            return
        self._doubts.pop(0)
        if self._meant is None:
            self._meant = self._meaning(listener, self._since + self._before, self._since)
        now = self._meaning(listener, self._since, 0)
        if float(now @ self._meant) >= ALIKE * len(now):  # each is as long as it has numbers, by its square
            self._since = min(self._since + self._before, 2 * FRAMES)
            self._doubts = []

    def _meaning(self, listener: Listener, first: int, last: int) -> NDArray[np.float32]:
        """What frames `first` to `last`, counted from the newest back, mean: the end of them, if they are many."""
        end = len(self._frames) - last
        frames = self._frames[max(0, len(self._frames) - first, end - FRAMES) : end]
        return listener.hear(network_input(_whole(frames)[None])).conditions[0, :-1]


def _whole(frames: Decibels) -> Decibels:
    """Frames with silence before them, as networks take them."""
    return np.pad(frames, ((FRAMES - len(frames), 0), (0, 0)), constant_values=SILENCE_DB)


def _is_new(frames: Decibels) -> bool:
    """Whether the last RECENT of some frames are loud, and those of them that are other than the loud ones before."""
    loud, heard = frames.max(axis=1) > LOUD_DB, np.maximum(frames, np.float32(UNHEARD_DB))
    now, before = heard[-RECENT:][loud[-RECENT:]], heard[:-RECENT][loud[:-RECENT]]
    if 2 * len(now) < RECENT:
        return False
    # Medians: the click of a sound that is cut off is in few frames.
    return not len(before) or bool(np.abs(np.median(now, axis=0) - np.median(before, axis=0)).mean() > NEW_DB)


def together(heard: Heard, level: NDArray[np.floating]) -> Heard:
    """What was heard of n windows of one sound, each as loud as `level` (n,), as one that is as loud as the loudest."""
    if len(heard.present) == 1:
        return heard
    share = heard.present / max(float(heard.present.sum()), 1e-6)
    mean = share @ heard.conditions[:, :-1]
    length = float(np.linalg.norm(mean))
    condition = np.append(mean * (math.sqrt(len(mean)) / max(length, 1e-6)), heard.conditions[level.argmax(), -1])
    return Heard(
        condition[None].astype(np.float32),
        (share @ heard.probability)[None].astype(np.float32),
        heard.present.max(keepdims=True),
    )
