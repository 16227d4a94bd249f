"""What the network is trained to make small."""

from torch import Tensor
from torch.nn import functional


def unit_error(predicted: Tensor, taught: Tensor) -> Tensor:
    """Mean squared error of the 33 values, both (n, 33) knob travel: equation 1 of Saldaña & Mendizabal-Ruiz."""
    return functional.mse_loss(predicted, taught)
