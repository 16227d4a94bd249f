"""Batch normalisation over the batches of all processes that train together, on any device."""

from typing import Any

import torch
from torch import Tensor, distributed, nn


class _SumOfAll(torch.autograd.Function):  # type: ignore[misc]  # torch is no part of the environment of the checks
    """The sum over all processes; its slope is the sum of theirs."""

    @staticmethod
    def forward(_: Any, x: Tensor) -> Tensor:
        total = x.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(_: Any, slope: Tensor) -> Tensor:
        total = slope.clone()
        distributed.all_reduce(total)
        return total


class SharedBatchNorm2d(nn.BatchNorm2d):  # type: ignore[misc]  # as above
    """As `nn.BatchNorm2d`; mean and variance are of all processes, whose batches are of one size.

    torch's own SyncBatchNorm works on GPUs alone.
    """

    def forward(self, x: Tensor) -> Tensor:
        if not (self.training and distributed.is_available() and distributed.is_initialized()):
            return super().forward(x)
        count = x.numel() // x.shape[1]
        wide = x.float()
        total = count * distributed.get_world_size()
        mean = _SumOfAll.apply(wide.sum((0, 2, 3))) / total
        variance = _SumOfAll.apply((wide - mean[:, None, None]).square().sum((0, 2, 3))) / total
        with torch.no_grad():
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * (total / max(total - 1, 1)), self.momentum)
            self.num_batches_tracked += 1
        scale = (variance + self.eps).rsqrt() * (1.0 if self.weight is None else self.weight)
        shift = (0.0 if self.bias is None else self.bias) - mean * scale
        return torch.addcmul(shift[:, None, None], wide, scale[:, None, None]).to(x.dtype)
