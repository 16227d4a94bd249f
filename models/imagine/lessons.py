"""What a generator learns from: conditions of sounds and pictures, and the real pictures that go with them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from models.errors import ModelError
from models.imagine.draws import Draws
from models.imagine.listener import Listener
from models.paired.paired_set import PairedSet
from models.recognise.augment import sounds_anew

VARIANTS: Final = 12
"""How often each sound is heard: louder, softer, earlier, later, with gaps."""
USUAL_VARIANTS: Final = 7
"""So many of them at about the usual level."""
USUAL_GAINS_DB: Final = (-3.0, 3.0)
ANY_GAINS_DB: Final = (-30.0, 12.0)
VIVID: Final = (0.25, 1.3)
VIVID_OF_A_LEVEL: Final = 0.18


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One batch of a process: conditions (n, heard), labels (n,), and real pictures (n, 3, 64, 64), -1 to 1."""

    heard: Tensor
    labels: Tensor
    pictures: Tensor
    wrong: Tensor
    """Real pictures of other classes."""
    rows: Tensor
    """Which the real pictures are."""
    own: Tensor
    """Places (k,) in the batch whose conditions are those of the real pictures, but as loud as the sounds."""


class Lessons:
    """The training split: every class is drawn alike, any sound of it with any picture of it."""

    def __init__(
        self, paired: PairedSet, listener: Listener, *, seed: int, device: str, seen: bool = False, places: bool = False
    ) -> None:
        sounds = paired.sounds.of("train")
        pixels, picture_labels = paired.pictures.rgb("train")
        self.classes = len(paired.classes)
        if listener.classes != paired.classes:
            raise ModelError("The encoders know other classes than these data have: train `senses` with them first.")
        order = np.argsort(picture_labels, kind="stable")
        self._pixels = torch.from_numpy(pixels[order]).permute(0, 3, 1, 2).contiguous().to(device)
        self._pictures = spans(picture_labels, self.classes)
        self._sounds = spans(sounds.labels, self.classes)
        inputs = sounds.inputs()[np.argsort(sounds.labels, kind="stable")]
        torch.manual_seed(seed)
        heard = [listener.hear(_louder(inputs, variant)).conditions for variant in range(VARIANTS)]
        self._heard = torch.from_numpy(np.stack(heard, 1)).to(device)
        self._seen = torch.from_numpy(listener.see(pixels[order]).conditions).to(device) if seen else None
        self._places = torch.from_numpy(listener.places(pixels[order])).to(device) if places else None
        self.listener = listener
        self.heard = self._heard.shape[2]
        self.device = device

    def draw(
        self, draws: Draws, *, seen: float = 0.0, redrawn: float = 0.0, mirrored: bool = False, paler: bool = False
    ) -> Drawn:
        """One batch; with `paler` the real pictures are as vivid as the sounds are loud.

        The conditions are those of another picture of the class in a share `seen`, by chance, and those of the real
        pictures themselves in a share `redrawn`. Raises ValueError if what pictures mean was not asked for.
        """
        labels = draws.whole(self.classes)
        sounds, variants = (draws.places(counts) for counts in (self._sounds[1][labels], torch.tensor(VARIANTS)))
        pictures, others = (draws.places(self._pictures[1][labels]) for _ in range(2))
        away = 1 + torch.randint(self.classes - 1, (len(labels),), generator=draws.source)
        elsewhere = draws.own((labels + away) % self.classes)
        wrong = draws.places(self._pictures[1][(labels + away) % self.classes])
        of_pictures, flip = draws.uniform() < seen, draws.uniform() < 0.5
        labels = draws.own(labels)
        heard = self._heard[(self._sounds[0][labels] + sounds).to(self.device), variants.to(self.device)]
        rows = (self._pictures[0][labels] + pictures).to(self.device)
        if self._seen is not None:
            another = (self._pictures[0][labels] + others).to(self.device)
            for is_seen, of in ((of_pictures, another), (draws.evenly(redrawn), rows)):
                meaning = torch.cat([self._seen[of, :-1], heard[:, -1:]], 1)
                heard = torch.where(is_seen[:, None].to(self.device), meaning, heard)
        elif redrawn:
            raise ValueError("These lessons were made without what pictures mean.")
        flip = (flip & mirrored)[:, None, None, None].to(self.device)
        real, strange = (
            self._real(place, flip)
            for place in (self._pictures[0][labels] + pictures, self._pictures[0][elsewhere] + wrong)
        )
        if paler:
            real, strange = vivid(real, heard[:, -1]), vivid(strange, heard[:, -1])
        own = draws.evenly(redrawn).nonzero()[:, 0].to(self.device)
        return Drawn(heard, labels.to(self.device), real, strange, rows, own)

    @property
    def seen_shape(self) -> tuple[int, int, int]:
        """Channels, rows and columns of what `places_of` gives."""
        channels, rows, columns = self.places_of(torch.zeros(1, dtype=torch.long, device=self.device)).shape[1:]
        return channels, rows, columns

    def rows_of(self, labels: Tensor, draws: Draws) -> Tensor:
        """Any picture of each class (n,)."""
        first, counts = (span.to(self.device)[labels] for span in self._pictures)
        return first + (draws.uniform().to(self.device) * counts).long().clamp(max=counts - 1)

    def places_of(self, rows: Tensor) -> Tensor:
        """What the picture encoder sees at each place of pictures (n,). Raises ValueError if it was not asked for."""
        if self._places is None:
            raise ValueError("These lessons were made without what the encoder sees at each place.")
        return self._places[rows].float()

    def _real(self, places: Tensor, flip: Tensor) -> Tensor:
        pictures = self._pixels[places.to(self.device)].float().div_(127.5).sub_(1.0)
        return torch.where(flip, pictures.flip(3), pictures)


def vivid(pictures: Tensor, level: Tensor) -> Tensor:
    """Real pictures (n, 3, h, w), -1 to 1, as they go with a loudness (n,): the softer, the paler.

    Recordings are all about as loud, and pictures do not say how loud a thing is. This is what a generator can learn
    loudness from.
    """
    strength = (1.0 + VIVID_OF_A_LEVEL * level).clamp(*VIVID)
    return (pictures * strength[:, None, None, None]).clamp(-1.0, 1.0)


def _louder(inputs: np.ndarray, variant: int) -> np.ndarray:
    gains = USUAL_GAINS_DB if variant < USUAL_VARIANTS else ANY_GAINS_DB
    if variant == 0:
        return inputs
    return np.asarray(sounds_anew(torch.from_numpy(inputs)[:, None], gains_db=gains)[:, 0].numpy())


def spans(labels: np.ndarray, classes: int) -> tuple[Tensor, Tensor]:
    """Where each class begins in sorted labels and how many it has."""
    counts = np.bincount(labels, minlength=classes)
    if not counts.all():
        raise ModelError("Every class needs sounds and pictures to learn from: some have none in the training split.")
    return torch.from_numpy(np.cumsum(counts) - counts), torch.from_numpy(counts)
