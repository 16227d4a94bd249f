"""A generator that also draws real pictures again: so its noise learns to mean what is in pictures beside their class.

Sources: Larsen et al., "Autoencoding beyond pixels using a learned similarity metric", ICML 2016; Zhu et al., "Toward
multimodal image-to-image translation", NeurIPS 2017 (there too the details are inferred, and noise takes their place).
"""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.imagine.detail_encoder import DetailEncoder
from models.imagine.losses import condition_divergence

WIDTH: Final = 32
SIDE: Final = 64


class Redrawing(nn.Module):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """Finds details of real pictures (n, 3, 64, 64), and says how far those drawn again are from them.

    `eyes` are the stages of the shared picture encoder; they are no part of what is trained and kept.
    """

    def __init__(self, noise: int, eyes: nn.Sequential) -> None:
        super().__init__()
        self.encoder = DetailEncoder(channels=3, side=SIDE, width=WIDTH, numbers=noise)
        self._eyes = (eyes,)  # in a tuple, so that it is no part of this network

    def details(self, real: Tensor, chance: Tensor) -> tuple[Tensor, Tensor]:
        """Details (n, noise) in place of `chance` (n, noise), and their divergence from it in each number."""
        mean, log_deviation = self.encoder(real)
        return mean + chance * log_deviation.exp(), condition_divergence(mean, log_deviation)

    def apart(self, made: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        """The mean distance of pixels, and that of what each stage of the eyes sees, as a share of what it sees."""
        features = torch.zeros((), device=made.device)
        one, other = made, real
        for stage in self._eyes[0]:
            one = stage(one)
            with torch.no_grad():
                other = stage(other)
            apart, size = ((it.float().abs().flatten(1).mean(1)) for it in (one - other, other))
            features = features + (apart / size.clamp(min=1e-6)).mean()
        return functional.l1_loss(made.float(), real.float()), features / len(self._eyes[0])
