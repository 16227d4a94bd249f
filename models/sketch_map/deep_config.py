"""The configuration of deep training. No torch here."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

NETWORK_FILE: Final = "network.onnx"
"""What a finished training leaves in its folder; the card lies beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepConfig:
    """How a map's network is refitted; the defaults are what the window uses."""

    pictures: int = 4000
    """Redrawings to learn from, all examples together, by their weights."""
    each: int = 150
    """But at least so many of an example of full weight."""
    most_pictures: int = 20_000
    others: int = 2000
    """Drawings whose sounds are to stay."""
    held: int = 96
    """Redrawings and other drawings each, that are not learnt from and judged after every round."""
    frozen: int = 4
    """Convolutions from the first on that stay as they are. What they make of a picture is kept, so that a step takes
    a third of the time; and what other drawings sound like moves less."""
    epochs: int = 20
    """Rounds; time may end them earlier."""
    batch: int = 32
    """Redrawings and other drawings each, in a step."""
    steps: int = 24
    """Steps of a round."""
    learning_rate: float = 2e-3
    averaging: float = 0.98
    largest_gradient: float = 1.0
    kept: float = 2.0
    """Weight of what is to stay against what is taught."""
    seed: int = 1929

    def seconds(self, examples: int, *, processors: int) -> float:
        """About how long a training takes without a graphics processor, from times measured on one slow core."""
        pictures = min(self.most_pictures, max(self.pictures, self.each * examples))
        drawing = 0.003 * pictures + 0.008 * self.others
        training = 0.0011 * 2 * self.batch * self.steps * self.epochs
        return 25.0 + drawing + training / max(1, min(4, processors - 1))

    def counts(self, weights: NDArray[np.float64]) -> NDArray[np.int64]:
        """How many redrawings each example gets, by its weight: (n,)."""
        total = min(self.most_pictures, max(self.pictures, self.each * len(weights)))
        return np.asarray(np.maximum(1, np.rint(total * weights / weights.sum())), dtype=np.int64)
