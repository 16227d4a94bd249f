"""How good a decoder of sounds is on the way: what a frozen judge hears in sounds rebuilt, and made from pictures."""

from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from models.imagine.listener import Listener
from models.imagine.probe import Judgement
from models.paired.features import INPUT_SHAPE
from models.paired.paired_set import PairedSet
from models.recognise.measures import spread_within, top_k
from models.recognise.saved import SavedRecogniser, sound_input
from models.sonify.lessons import loudest_parts
from models.sonify.memory import FromPicture, KnownSounds, Memory
from models.sonify.network import SIDE, Sonifier

PICTURES: Final = 360
BANDS: Final = 48
Spectra = NDArray[np.float32]


class SoundProbe:
    """The same sounds, pictures and chance each time."""

    def __init__(self, paired: PairedSet, listener: Listener, judge: SavedRecogniser, *, seed: int) -> None:
        sounds = paired.sounds.of("val")
        pixels, labels = paired.pictures.rgb("val")
        rows = np.random.default_rng(seed).permutation(len(labels))[:PICTURES]
        self._judge, self._seed = judge, seed
        self._real, self._labels = loudest_parts(sounds), sounds.labels
        self._meanings = listener.hear(sounds.inputs()).conditions[:, :-1]
        self.known = KnownSounds(paired, listener)
        self._seen, self._seen_labels = listener.see(pixels[rows]).conditions[:, :-1], labels[rows]
        self._spread = spread_within(judge.recognise(judge_input(self._real))[0], self._labels)

    def judge(self, sonifier: Sonifier, device: str = "cpu") -> Judgement:
        """What the judge hears; the error is small for exact spectrograms and for pictures that are told by ear."""
        rebuilt = rebuilt_spectra(sonifier, self._real, self._meanings, device=device)
        memory = self.known.remembered(sonifier, device=device)
        made = drawn_spectra(sonifier, memory, self._seen, seed=self._seed, device=device)
        _, rebuilt_told = self._judge.recognise(judge_input(rebuilt))
        heard, made_told = self._judge.recognise(judge_input(made))
        error = standardised_error(rebuilt, self._real)
        top1, rebuilt_top1 = top_k(made_told, self._seen_labels, 1), top_k(rebuilt_told, self._labels, 1)
        figures = {"standardised_error": error, "rebuilt_top1": rebuilt_top1, "from_picture_top1": top1}
        spread = spread_within(heard, self._seen_labels) / self._spread
        return Judgement(error + 2.0 - top1 - rebuilt_top1, spread, figures)

    def sheet(self, sonifier: Sonifier, path: Path, device: str = "cpu") -> None:
        """A sound a column: the real spectrogram, rebuilt, and one made from a picture of its class."""
        firsts = [int(np.flatnonzero(self._labels == label)[0]) for label in np.unique(self._labels)]
        pictures = [int(np.flatnonzero(self._seen_labels == label)[0]) for label in np.unique(self._seen_labels)]
        memory = self.known.remembered(sonifier, device=device)
        rows = [
            self._real[firsts],
            rebuilt_spectra(sonifier, self._real[firsts], self._meanings[firsts], device=device),
            drawn_spectra(sonifier, memory, self._seen[pictures], seed=self._seed, device=device),
        ]
        columns = min(len(row) for row in rows)
        lines = [np.concatenate([it[0].T[::-1] for it in row[:columns]], axis=1) for row in rows]
        grey = np.rint(np.clip((np.concatenate(lines) + 1.0) * 127.5, 0.0, 255.0)).astype(np.uint8)
        Image.fromarray(grey).save(path)


def judge_input(spectra: Spectra) -> Spectra:
    """Spectrograms (n, 1, 128, 128), -1 to 1, as recognisers of sounds take them: at the end of silence."""
    inputs = np.zeros((len(spectra), *INPUT_SHAPE), dtype=np.float32)
    inputs[:, -SIDE:] = np.clip(0.5 * (spectra[:, 0] + 1.0), 0.0, 1.0)
    return sound_input(inputs)


def standardised_error(made: Spectra, real: Spectra) -> float:
    """Mean squared error in the unit of AudioVision: each real clip has mean 0 and variance 1, on 48 bands.

    There 192 bands were thinned to 48, here 128. Frames before a short sound, where all is silent, are left out.
    """
    places = np.linspace(0, real.shape[3] - 1, BANDS).round().astype(int)
    errors = []
    for one, other in zip(made[:, 0], real[:, 0], strict=True):
        heard = (other > -1.0).any(axis=1)
        part = other[heard][:, places]
        if part.size and part.std() > 0.0:
            errors.append(float(np.mean(((one[heard][:, places] - part) / part.std()) ** 2)))
    return float(np.mean(errors)) if errors else 0.0


@torch.inference_mode()
def rebuilt_spectra(sonifier: Sonifier, real: Spectra, meanings: Spectra, *, device: str, batch: int = 64) -> Spectra:
    """What is decoded of the latents of spectrograms."""
    sonifier.eval()
    made = []
    for start in range(0, len(real), batch):
        x, meaning = (torch.from_numpy(it[start : start + batch]).to(device) for it in (real, meanings))
        decoded = sonifier.decoder(sonifier.latent_of(meaning, sonifier.detail(x)[0]))
        made.append(decoded[:, :1].float().cpu().numpy())
    return np.concatenate(made)


@torch.inference_mode()
def drawn_spectra(
    sonifier: Sonifier, memory: Memory | None, seen: Spectra, *, seed: int, device: str, batch: int = 64
) -> Spectra:
    """What is decoded of what pictures mean, by way of a memory if the network has none of its own."""
    sonifier.eval()
    source = torch.Generator().manual_seed(seed)
    chance = torch.randn(len(seen), 0 if memory is None else memory.chance, generator=source)
    voice = FromPicture(sonifier, memory)
    made = []
    for start in range(0, len(seen), batch):
        meaning = torch.from_numpy(seen[start : start + batch])
        made.append(
            voice(torch.cat([meaning, chance[start : start + batch]], 1).to(device))[:, :1].float().cpu().numpy()
        )
    return np.concatenate(made)
