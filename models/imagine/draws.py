"""What chance gives in one step of a training, the same on one process as on several that share its batch."""

import torch
from torch import Tensor, distributed

from models.errors import ModelError


class Draws:
    """Random numbers of one step: drawn for the whole batch, of which each process takes its own part.

    The same seed and step give the same numbers, so a resumed run goes on as it would have. With `whole` every process
    takes all of it. Raises ModelError for a batch that processes cannot share.
    """

    def __init__(self, seed: int, step: int, batch: int, *, whole: bool = False) -> None:
        self.source = torch.Generator().manual_seed(seed * 1_000_003 + step)
        rank, processes = (0, 1) if whole else rank_of()
        own = batch // processes
        if own * processes != batch:
            raise ModelError(f"A batch of {batch} cannot be shared by {processes} processes.")
        self._all, self._own = batch, slice(rank * own, (rank + 1) * own)
        self.n = own
        """Examples of this process."""

    def normal(self, *shape: int) -> Tensor:
        """Normal numbers (n, *shape)."""
        return torch.randn(self._all, *shape, generator=self.source)[self._own]

    def uniform(self, *shape: int) -> Tensor:
        """Numbers from 0 to 1, (n, *shape)."""
        return torch.rand(self._all, *shape, generator=self.source)[self._own]

    def places(self, counts: Tensor) -> Tensor:
        """A place (n,) below each of `counts` (batch,), which are those of the whole batch."""
        return (torch.rand(self._all, generator=self.source, dtype=torch.float64) * counts).long()[self._own]

    def whole(self, high: int) -> Tensor:
        """Whole numbers below `high` for the whole batch, (batch,)."""
        return torch.randint(high, (self._all,), generator=self.source)

    def once(self) -> float:
        """One number from 0 to 1, the same on every process."""
        return float(torch.rand((), generator=self.source))

    def evenly(self, share: float) -> Tensor:
        """Whether each (n,) is of a share of the whole batch that is spread over it; no chance is in it.

        Raises ModelError for a share that is no whole number of this process's examples, or none of them.
        """
        count = round(share * self.n)
        if share and (count == 0 or abs(share * self.n - count) > 1e-6):
            raise ModelError(f"{share:g} of {self.n} examples is no whole number of them.")
        steps = torch.floor(torch.arange(self._all + 1, dtype=torch.float64) * share + 1e-6)
        return steps.diff()[self._own] > 0.0

    def own(self, whole: Tensor) -> Tensor:
        """This process's part of something of the whole batch."""
        return whole[self._own]


def rank_of() -> tuple[int, int]:
    """Which process this is, of how many that train together."""
    if not (distributed.is_available() and distributed.is_initialized()):
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()


def agreed(value: bool) -> bool:
    """What the first process says, on every process."""
    if rank_of()[1] == 1:
        return value
    said = torch.tensor([int(value)])
    distributed.broadcast(said, 0)
    return bool(said.item())
