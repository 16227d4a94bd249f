"""Which details a picture's sound has: those of known sounds that mean about the same, mixed.

Which details are likely is not laid down while they are learnt, but seen afterwards, in the sounds that were learnt
from. Source: Ghosh et al., "From variational to deterministic autoencoders", ICLR 2020, section 4 (there by a mixture
of Gaussians, here by the nearest known sounds).
"""

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models.imagine.listener import Listener
from models.paired.paired_set import PairedSet
from models.sonify.lessons import loudest_parts
from models.sonify.network import Sonifier

NEAREST: Final = 8
"""Known sounds of which one is mixed; there is a number of chance for each."""
NEARNESS: Final = 0.05
"""By how much of a cosine a known sound must lie nearer to count e times as much."""
CHANCE: Final = 2.0
"""How much chance counts beside that."""

Spectra = NDArray[np.float32]


class Memory(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Meanings of pictures (n, meaning) and chance (n, `chance`) to details (n, detail).

    Takes what known sounds mean (sounds, meaning) and their details (sounds, detail).
    """

    def __init__(self, meanings: Tensor, details: Tensor) -> None:
        super().__init__()
        self.chance = min(NEAREST, len(meanings))
        self.register_buffer("meanings", _stored(functional.normalize(meanings.float(), dim=1)))
        self.register_buffer("details", _stored(details.float()))

    def forward(self, seen: Tensor, chance: Tensor) -> Tensor:
        near, rows = (functional.normalize(seen, dim=1) @ self.meanings.T).topk(self.chance, dim=1)
        weights = (near / NEARNESS + CHANCE * chance).softmax(1)
        return (weights[:, :, None] * self.details[rows]).sum(1)


class FromPicture(nn.Module):  # type: ignore[misc]  # as above
    """Meanings of pictures with chance (n, meaning + chance) to spectrograms: what the program runs.

    Without a memory the meaning is all of the latent.
    """

    def __init__(self, sonifier: Sonifier, memory: Memory | None) -> None:
        super().__init__()
        self.sonifier, self.memory = sonifier, memory

    def forward(self, x: Tensor) -> Tensor:
        sonifier = self.sonifier
        if self.memory is None:
            return sonifier.decoder(sonifier.from_picture(x))
        seen, chance = x[:, : sonifier.meaning], x[:, sonifier.meaning :]
        return sonifier.decoder(sonifier.latent_of(seen, self.memory(seen, chance)))


class KnownSounds:
    """The sounds that were learnt from: `spectra` and `meanings`."""

    def __init__(self, paired: PairedSet, listener: Listener) -> None:
        sounds = paired.sounds.of("train")
        self.spectra: Spectra = loudest_parts(sounds)
        self.meanings: Spectra = listener.hear(sounds.inputs()).conditions[:, :-1]

    @torch.inference_mode()
    def remembered(self, sonifier: Sonifier, *, device: str = "cpu", batch: int = 64) -> Memory | None:
        """Their details as a network finds them; None if its latent is all meaning."""
        if sonifier.from_picture is not None:
            return None
        sonifier.eval()
        parts = [torch.from_numpy(self.spectra[i : i + batch]) for i in range(0, len(self.spectra), batch)]
        details = torch.cat([sonifier.detail(part.to(device))[0] for part in parts])
        return Memory(torch.from_numpy(self.meanings).to(device), details)


def _stored(values: Tensor) -> Tensor:
    """As the file keeps them, at half the size."""
    return values.half().float()
