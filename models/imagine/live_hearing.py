"""A sound as it comes in, heard again and again: what networks are told of its last seconds."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from models.errors import ModelError
from models.imagine.listener import SILENT, Heard, Listener, levels, levels_of_frames
from models.imagine.newness import between, newness, together
from models.log_mel import HOP_LENGTH, N_FFT, N_MELS, band_power, mel_bank, power_to_db
from models.paired.features import FRAMES, RATE_HZ, RATES_HZ, SILENCE_DB, network_input
from models.stream_resampler import StreamResampler

FRAMES_PER_S: Final = RATE_HZ / HOP_LENGTH
KEPT: Final = 4 * FRAMES
"""The longest window, and as much silence after it."""
WINDOWS_S: Final = (1.0, 10.0)
BLOCKED_HZ: Final = 5.0
"""What is slower is no sound: a constant part of a cheap microphone."""
LOUDEST: Final = 1e3
"""Louder samples, which files of floating point may hold, count as this: their squares pass what adds up."""
RECENT: Final = round(0.3 * FRAMES_PER_S)
BEFORE: Final = round(3.0 * FRAMES_PER_S)
"""Frames now, and before them, whose loud ones tell whether something new sounds."""
STEP: Final = RECENT // 2
"""Frames that are looked at together."""
ENOUGH: Final = round(0.12 * FRAMES_PER_S)
"""So many of the recent ones are loud where something sounds."""
PAUSE: Final = round(0.23 * FRAMES_PER_S)
"""What sounds after a longer pause may be new, however alike its bands are."""
LEAST: Final = round(0.8 * FRAMES_PER_S)
"""Nothing new begins sooner after what began last."""
NEW_DB: Final = 9.0
"""Bands that differ by so much on average are something new."""
UNHEARD_DB: Final = -40.0
"""Softer bands count as this for that."""
LOUD_DB: Final = -20.0
"""Frames without a louder band are pauses."""
RESTS_AFTER_S: Final = 1.0
"""So long after a sound the picture begins to rest, and rests when a whole window is silent."""

DOUBT_S: Final = 3.5
"""For so long what seemed new may turn out to mean the same as what was before it."""
MOST: Final = 3
"""Places where what is heard may have begun."""

Decibels = NDArray[np.float32]


@dataclass(slots=True)
class _Beginning:
    """Something new that may have begun `ago` frames ago, and was noticed `noticed` frames ago."""

    ago: int
    noticed: int = 0
    newness: float = 1.0
    """How likely it is new, as far as it was asked."""
    before: Heard | None = None
    """What was before it, once it was asked."""


class LiveHearing:
    """Takes blocks of one channel and tells what the last `window_s` seconds are. Raises ModelError for odd rates.

    When something new sounds, what was before it is heard no more: else the picture of a dog would stay for seconds
    after the sea has begun. Whether it is new shows in what it means; while that is in doubt, both are heard.
    When it is silent, the window stays with the last sound, which is less and less there: the end of a sound that just
    leaves the window would be taken for anything.
    """

    def __init__(self, sample_rate_hz: int, *, judge: Callable[[Heard, Heard, float], float] = newness) -> None:
        if not RATES_HZ[0] <= sample_rate_hz <= RATES_HZ[1]:
            low, high = RATES_HZ
            raise ModelError(f"Sounds of {low:,} to {high:,} Hz are heard, not of {sample_rate_hz:,} Hz.")
        self._judge = judge
        self._resampler = StreamResampler(sample_rate_hz, RATE_HZ)
        kept = math.exp(-2.0 * math.pi * BLOCKED_HZ / sample_rate_hz)
        self._block_constant = (np.array([1.0, -1.0]), np.array([1.0, -kept]))
        self._blocked: NDArray[np.float64] | None = None
        """What the filter keeps; None before there was any sound."""
        self._tail = np.zeros(N_FFT // 2, dtype=np.float32)  # the first frame has silence before it
        self._bank = mel_bank(RATE_HZ, n_mels=N_MELS)
        self._frames: Decibels = np.full((KEPT, N_MELS), SILENCE_DB, dtype=np.float32)
        self._quiet = KEPT
        """Frames since the last one that can be heard; a click in silence does not count."""
        self._begun = [_Beginning(KEPT, KEPT)]
        """Where what is heard may have begun, the longest ago first."""

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
        for at in range(0, count, STEP):  # also after a stall nothing that began is passed over
            self._take(new[at : at + STEP])
        return new

    def _take(self, new: Decibels) -> None:
        """A few frames more: how long it has been quiet, and whether something began in them."""
        count = len(new)
        self._frames = np.concatenate([self._frames, new])[-KEPT:]
        audible = np.flatnonzero(levels_of_frames(self._frames[-RECENT:]) > SILENT)
        wakes = len(audible) >= (ENOUGH if self._quiet > PAUSE else 1)
        self._quiet = RECENT - 1 - int(audible[-1]) if wakes else min(self._quiet + count, KEPT)
        for it in self._begun:
            it.ago, it.noticed = min(it.ago + count, KEPT), min(it.noticed + count, KEPT)
        last = self._begun[-1].ago
        ago = new_since(self._frames[-min(RECENT + BEFORE, last) :]) if last >= LEAST else 0
        if ago:
            if len(self._begun) == MOST:
                self._decide()
            self._begun.append(_Beginning(ago))

    def heard_s(self, window_s: float) -> float:
        """How much of a window of `window_s` seconds is heard: less after something new began."""
        return max(0.0, min(window_s, self._likely / FRAMES_PER_S - self.silent_s(window_s)))

    def silent_s(self, window_s: float) -> float:
        """How long ago the window ends that is heard: 0 while it sounds, and when a whole window is silent."""
        return self._silent(window_s) / FRAMES_PER_S

    def stir(self, young_s: float) -> float:
        """How likely it is, 0 to 1, that something new began in the last `young_s` seconds."""
        last = self._begun[-1]
        return last.newness if last.ago < young_s * FRAMES_PER_S else 0.0

    @property
    def noticed_s(self) -> float:
        """How long ago it was noticed that something began to sound, new or not."""
        return self._begun[-1].noticed / FRAMES_PER_S

    def inputs(self, window_s: float) -> NDArray[np.float32]:
        """The last `heard_s(window_s)` seconds as networks take them, (n, 216, 128).

        Windows shorter than five seconds have silence before them, as short sounds have; longer ones are two that
        overlap.
        """
        return self._inputs(window_s, self._likely)

    def hear(self, listener: Listener, window_s: float) -> Heard:
        """What the last `window_s` seconds are, as one: of two windows the mean, where there is something in both.

        While it is in doubt whether what began is new: what it is by itself as far as that is likely, else with what
        was before.
        """
        while len(self._begun) > 1 and self._begun[1].ago >= DOUBT_S * FRAMES_PER_S:
            self._decide()
        alone = [self._hear(listener, window_s, it.ago) for it in self._begun]
        silent_s = self.silent_s(window_s)
        for at in range(len(self._begun) - 1, 0, -1):
            if self._rests(window_s):
                break  # silence says nothing of it
            it = self._begun[at]
            age_s = min(window_s, it.ago / FRAMES_PER_S - silent_s)
            it.newness = self._judge(alone[at], self._before(at, listener), age_s)
            if it.newness >= 0.5:
                break  # what sounds now tells nothing of what may have begun before it
        heard = alone[0]
        for now, it in zip(alone[1:], self._begun[1:], strict=True):
            heard = between(heard, now, it.newness)
        first_s = min(RESTS_AFTER_S, 0.5 * window_s)
        there = min(1.0, (window_s - silent_s) / (window_s - first_s))
        return Heard(heard.conditions, heard.probability, heard.present * np.float32(there))

    def _before(self, at: int, listener: Listener) -> Heard:
        """What was before a place where something may have begun, since the place before."""
        it = self._begun[at]
        if it.before is None:
            end = len(self._frames) - it.ago
            frames = self._frames[max(0, end - min(self._begun[at - 1].ago - it.ago, FRAMES)) : end]
            it.before = listener.hear(network_input(_whole(frames)[None]))
        return it.before

    def _inputs(self, window_s: float, most: int) -> NDArray[np.float32]:
        silent = self._silent(window_s)
        count = min(max(math.ceil(window_s * FRAMES_PER_S), 1), max(1, most - silent))
        end = len(self._frames) - silent
        frames = self._frames[max(0, end - count) : end]
        count = len(frames)
        if count <= FRAMES:
            windows = [_whole(frames)]
        else:
            windows = [frames[-FRAMES:], frames[:FRAMES]]
        return network_input(np.stack(windows))

    def _silent(self, window_s: float) -> int:
        """Frames after the window that is heard."""
        return 0 if self._rests(window_s) else max(0, self._quiet - PAUSE)

    def _rests(self, window_s: float) -> bool:
        """Whether a whole window is silent."""
        return self._quiet - PAUSE >= window_s * FRAMES_PER_S

    def _hear(self, listener: Listener, window_s: float, most: int) -> Heard:
        inputs = self._inputs(window_s, most)
        return together(listener.hear(inputs), levels(inputs))

    @property
    def _likely(self) -> int:
        """Frames since what is heard began, by all odds."""
        return next((it.ago for it in reversed(self._begun[1:]) if it.newness >= 0.5), self._begun[0].ago)

    def _decide(self) -> None:
        """What has been in doubt for longest is so no more: it was new, or it was not."""
        was_new = self._begun[1].newness >= 0.5
        self._begun.pop(0 if was_new else 1)
        if not was_new and len(self._begun) > 1:
            self._begun[1].before = None  # there is more of it now


def _whole(frames: Decibels) -> Decibels:
    """Frames with silence before them, as networks take them."""
    return np.pad(frames, ((FRAMES - len(frames), 0), (0, 0)), constant_values=SILENCE_DB)


def new_since(frames: Decibels) -> int:
    """For how many of some frames (n, bands) something has sounded that may be new, RECENT at most; 0 when nothing has.

    It may be new after a pause, and where the loud ones of the last RECENT frames are other than the loud ones before.
    """
    loud, heard = frames.max(axis=1) > LOUD_DB, np.maximum(frames, np.float32(UNHEARD_DB))
    is_now = loud[-RECENT:]
    if is_now.sum() < ENOUGH:
        return 0
    before = np.flatnonzero(loud[: max(0, len(loud) - RECENT)])
    began = len(loud) - len(is_now) + int(is_now.argmax())
    if len(before) and began - before[-1] <= PAUSE:
        # Medians: the click of a sound that is cut off is in few frames.
        middle, other = np.median(heard[-RECENT:][is_now], axis=0), np.median(heard[before], axis=0)
        if np.abs(middle - other).mean() <= NEW_DB or _is_softer(middle - other, np.maximum(middle, other)):
            return 0
        apart = (np.abs(heard[-RECENT:] - it).mean(axis=1) for it in (middle, other))
        is_now = is_now & np.less(*apart)
    return len(is_now) - int(is_now.argmax())


def _is_softer(change: Decibels, level: Decibels) -> bool:
    """Whether what is heard of the bands went down by about as much in all: a sound that fades is not new."""
    change = change[level > UNHEARD_DB]
    return bool(len(change)) and bool(np.median(change) < 0.0 and np.abs(change - np.median(change)).mean() <= NEW_DB)
