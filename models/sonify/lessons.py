"""What the decoder of sounds learns from: spectrograms of about three seconds, and what sounds and pictures mean."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.errors import ModelError
from models.imagine.draws import Draws
from models.imagine.lessons import spans
from models.imagine.listener import Listener
from models.paired.paired_set import PairedSet, Sounds
from models.sonify.network import SIDE

SHIFT: Final = 32
"""Frames by which a part may lie beside the loudest one."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """One batch: spectrograms (n, 1, 128, 128), -1 to 1; what they mean, and what pictures of their classes mean."""

    spectra: Tensor
    others: Tensor
    """Spectrograms of any other sounds of their classes."""
    meanings: Tensor
    other_meanings: Tensor
    seen: Tensor
    labels: Tensor
    turns: Tensor | None
    """Where in each band they are, as the spectra, if the pack has it."""


class SoundLessons:
    """The training split: every class is drawn alike, any sound of it with any picture of it."""

    def __init__(self, paired: PairedSet, listener: Listener, *, device: str) -> None:
        if listener.classes != paired.classes:
            raise ModelError("The encoders know other classes than these data have: train `senses` with them first.")
        sounds = paired.sounds.of("train")
        pixels, labels = paired.pictures.rgb("train")
        self.listener, self.device, self.classes = listener, device, len(paired.classes)
        order, picture_order = (np.argsort(it, kind="stable") for it in (sounds.labels, labels))
        self._sounds, self._pictures = (spans(it, self.classes) for it in (sounds.labels, labels))
        self._coded = torch.from_numpy(sounds.coded[order]).to(device)
        self._turns = None if sounds.turns is None else torch.from_numpy(sounds.turns[order]).to(device)
        self._starts = torch.from_numpy(loudest_starts(sounds)[order])
        self._meanings = torch.from_numpy(listener.hear(sounds.inputs()[order]).conditions[:, :-1]).to(device)
        self._seen = torch.from_numpy(listener.see(pixels[picture_order]).conditions[:, :-1]).to(device)
        self.meaning = self._meanings.shape[1]

    def draw(self, draws: Draws) -> Heard:
        """One batch."""
        labels = draws.whole(self.classes)
        kinds = (self._sounds, self._pictures, self._sounds)
        sounds, pictures, others = (draws.places(counts[labels]) for _, counts in kinds)
        labels = draws.own(labels)
        rows, frames = self._any_part(self._sounds[0][labels] + sounds, draws)
        spectra = _part(self._coded, rows, frames)
        other_rows, other_frames = self._any_part(self._sounds[0][labels] + others, draws)
        turns = None if self._turns is None else _part(self._turns, rows, frames)
        seen = self._seen[(self._pictures[0][labels] + pictures).to(self.device)]
        return Heard(
            spectra=spectra,
            others=_part(self._coded, other_rows, other_frames),
            meanings=self._meanings[rows],
            other_meanings=self._meanings[other_rows],
            seen=seen,
            labels=labels.to(self.device),
            turns=turns,
        )

    def _any_part(self, rows: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
        """Rows (n,), and frames (n, 128) of each about its loudest part."""
        shift = ((draws.uniform() * 2.0 - 1.0) * SHIFT).round().long()
        starts = (self._starts[rows] + shift).clamp(0, self._coded.shape[1] - SIDE)
        return rows.to(self.device), (starts[:, None] + torch.arange(SIDE)).to(self.device)


def _part(coded: Tensor, rows: Tensor, frames: Tensor) -> Tensor:
    """Some frames of some sounds (n, 1, frames, bands), -1 to 1."""
    return coded[rows[:, None], frames].float().div_(127.5).sub_(1.0)[:, None]


def loudest_starts(sounds: Sounds) -> NDArray[np.int64]:
    """Where the loudest 128 frames of each sound begin, (n,)."""
    power = np.power(10.0, sounds.inputs().mean(axis=2) * 4.0)
    whole = np.cumsum(np.pad(power, ((0, 0), (1, 0))), axis=1)
    return np.asarray((whole[:, SIDE:] - whole[:, :-SIDE]).argmax(axis=1), dtype=np.int64)


def loudest_parts(sounds: Sounds) -> NDArray[np.float32]:
    """The loudest 128 frames of each sound, (n, 1, 128, 128), -1 to 1."""
    frames = loudest_starts(sounds)[:, None] + np.arange(SIDE)
    coded = sounds.coded[np.arange(len(sounds))[:, None], frames]
    return np.asarray(coded, dtype=np.float32)[:, None] / np.float32(127.5) - np.float32(1.0)
