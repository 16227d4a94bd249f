"""Where a picture lies among sounds: between the known ones that mean about the same.

Where in the latent space sounds lie is not laid down while it is learnt, but seen afterwards, in the sounds that were
learnt from; and what a picture means is near to what sounds mean, but never the same. Source: Ghosh et al., "From
variational to deterministic autoencoders", ICLR 2020, section 4 (there a mixture of Gaussians is fitted).
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
    """Meanings of pictures with chance (n, `meaning` + `chance`) to latents of sounds (n, latent).

    Takes the latents of known sounds (sounds, latent), which begin with what they mean.
    """

    def __init__(self, latents: Tensor, meaning: int) -> None:
        super().__init__()
        self.meaning, self.chance = meaning, min(NEAREST, len(latents))
        self.register_buffer("latents", latents.half().float())  # as the file keeps them, at half the size

    def forward(self, x: Tensor) -> Tensor:
        seen, known = (functional.normalize(it[:, : self.meaning], dim=1) for it in (x, self.latents))
        near, rows = (seen @ known.T).topk(self.chance, dim=1)
        weights = (near / NEARNESS + CHANCE * x[:, self.meaning :]).softmax(1)
        return (weights[:, :, None] * self.latents[rows]).sum(1)


class FromPicture(nn.Module):  # type: ignore[misc]  # as above
    """Meanings of pictures with chance (n, meaning + chance) to spectrograms: what the program runs.

    Without a memory the network has a way of its own from pictures.
    """

    def __init__(self, sonifier: Sonifier, memory: Memory | None) -> None:
        super().__init__()
        self.sonifier, self.memory = sonifier, memory

    def forward(self, x: Tensor) -> Tensor:
        latent = self.sonifier.from_picture(x) if self.memory is None else self.memory(x)
        return self.sonifier.decoder(latent)


class KnownSounds:
    """The sounds that were learnt from: `spectra` and `meanings`."""

    def __init__(self, paired: PairedSet, listener: Listener) -> None:
        sounds = paired.sounds.of("train")
        self.spectra: Spectra = loudest_parts(sounds)
        self.meanings: Spectra = listener.hear(sounds.inputs()).conditions[:, :-1]

    @torch.inference_mode()
    def remembered(self, sonifier: Sonifier, *, device: str = "cpu", batch: int = 64) -> Memory | None:
        """Where a network puts them; None if it has a way of its own from pictures."""
        if sonifier.from_picture is not None:
            return None
        sonifier.eval()
        parts = [torch.from_numpy(self.spectra[i : i + batch]) for i in range(0, len(self.spectra), batch)]
        details = torch.cat([sonifier.detail(part.to(device))[0] for part in parts])
        meanings = torch.from_numpy(self.meanings).to(device)
        return Memory(sonifier.latent_of(meanings, details), meanings.shape[1])
