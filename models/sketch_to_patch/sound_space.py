"""A loss in sound space: how far two sounds are apart, as a network can be taught to make it small.

The synth cannot be differentiated, so a small network learns to say what knob travel sounds like: the spectrum of a
note at three moments, in decibels. What it says of the predicted values is compared with what it says of the taught
ones (a neural proxy, as in Combes et al., "Neural proxies for sound synthesizers", 2025).
"""

from concurrent.futures import ProcessPoolExecutor
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import signal
from torch import Tensor, nn
from torch.nn import functional

from models.log_mel import mel_power, power_to_db
from models.sketch_to_patch.map_network import NUMBERS, SETTINGS, Answer, choices, columns_of
from synth.parameters import INDEX, N_PREDICTED
from synth.patch import Patch
from synth.render import render_note

RATE_HZ: Final = 24_000
LOW_HZ, HIGH_HZ = 30.0, 10_800.0
NOTE: Final = 48
HELD_S: Final = 0.9
SPANS_S: Final = ((0.0, 0.08), (0.08, 0.35), (0.35, 0.9))
BANDS: Final = 40
N_FFT, HOP = 2048, 480
FLOOR_DB: Final = -90.0
SPECTRA: Final = BANDS * len(SPANS_S)
INPUTS: Final = len(NUMBERS) + sum(choices(row) for row in SETTINGS)
WIDTH: Final = 384
BATCH: Final = 128

Units = NDArray[np.float32]


def spectra(unit: NDArray[np.floating]) -> NDArray[np.float32]:
    """The sound of knob travel (33,) at three moments, in decibels re full scale: (120,)."""
    audio = render_note(Patch.default().with_unit(unit), NOTE, seconds=HELD_S, sample_rate_hz=2 * RATE_HZ, tail=0.0)
    mono = signal.resample_poly(audio.mean(axis=1), 1, 2)
    power = mel_power(mono, RATE_HZ, n_fft=N_FFT, hop_length=HOP, n_mels=BANDS, low_hz=LOW_HZ, high_hz=HIGH_HZ)
    ends = [(round(a * RATE_HZ / HOP), round(b * RATE_HZ / HOP)) for a, b in SPANS_S]
    moments = np.stack([power[start : max(start + 1, stop)].mean(axis=0) for start, stop in ends])
    db = power_to_db(moments, smallest=1e-12, top_db=None)
    return np.maximum(db, FLOOR_DB).ravel().astype(np.float32)


def drawn_units(units: Units, n: int, rng: np.random.Generator) -> Units:
    """Knob travel (n, 33) to learn from: half of it taught, half between two taught sounds, as guesses lie."""
    one, other = units[rng.integers(0, len(units), n)], units[rng.integers(0, len(units), n)]
    share = rng.random((n, 1)).astype(np.float32) * (rng.random((n, 1)) < 0.5)
    mixed = (1.0 - share) * one + share * other
    settings = columns_of(SETTINGS)
    either = np.where(rng.random((n, len(settings))) < share, other[:, settings], one[:, settings])
    mixed[:, settings] = either
    return np.asarray(mixed, dtype=np.float32)


def inputs_of(units: Tensor) -> Tensor:
    """Numbers and settings, one column for each choice, of knob travel (n, 33): (n, INPUTS)."""
    chosen = [
        functional.one_hot((units[:, INDEX[row.id]] * (choices(row) - 1)).round().long(), choices(row)).float()
        for row in SETTINGS
    ]
    return torch.cat([units[:, columns_of(NUMBERS)], *chosen], 1)


def inputs_of_answer(answer: Answer) -> Tensor:
    """The same of what a network answers, settings as likelihoods."""
    return torch.cat([answer.numbers, *(torch.softmax(score, 1) for score in answer.scores)], 1)


def proxy_network() -> nn.Sequential:
    """Inputs (n, INPUTS) to spectra (n, 120) in tens of decibels."""
    return nn.Sequential(
        nn.Linear(INPUTS, WIDTH), nn.SiLU(), nn.Linear(WIDTH, WIDTH), nn.SiLU(), nn.Linear(WIDTH, SPECTRA)
    )


def train_proxy(units: Units, *, renders: int, epochs: int, seed: int, processes: int) -> tuple[nn.Module, float]:
    """A frozen proxy over taught knob travel (m, 33), and its mean error on unheard sounds in decibels."""
    assert units.shape[1] == N_PREDICTED
    rng = np.random.default_rng([seed, 7])
    drawn = drawn_units(units, renders, rng)
    with ProcessPoolExecutor(processes) as pool:
        heard = torch.from_numpy(np.stack(list(pool.map(spectra, drawn, chunksize=64)))) / 10.0
    told = inputs_of(torch.from_numpy(drawn))
    torch.manual_seed(seed)
    proxy, test = proxy_network(), renders // 10
    optimiser = torch.optim.Adam(proxy.parameters(), 1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs)
    for _ in range(epochs):
        for chosen in torch.randperm(renders - test).split(BATCH):
            loss = functional.l1_loss(proxy(told[test:][chosen]), heard[test:][chosen])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
        schedule.step()
    for parameter in proxy.parameters():
        parameter.requires_grad_(requires_grad=False)
    return proxy.eval(), 10.0 * float(functional.l1_loss(proxy(told[:test]), heard[:test]))


def sound_error(proxy: nn.Module, answer: Answer, taught: Tensor) -> Tensor:
    """Mean distance of what is answered and what is taught (n, 33), in tens of decibels."""
    return functional.l1_loss(proxy(inputs_of_answer(answer)), proxy(inputs_of(taught)))
