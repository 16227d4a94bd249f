"""What brings sounds and pictures of one class together."""

import torch
from torch import Tensor
from torch.nn import functional


def alignment_loss(embedding: Tensor, labels: Tensor, temperature: float) -> Tensor:
    """Examples (n, d) of either sense lie nearer to those of their class (n,) than to all others.

    Source: Khosla et al., "Supervised contrastive learning", NeurIPS 2020, with the positives of both senses in one
    batch. An example without another of its class does not count.
    """
    unit = functional.normalize(embedding.float(), dim=1)
    alike = unit @ unit.T / temperature
    itself = torch.eye(len(unit), dtype=torch.bool, device=unit.device)
    log_share = alike - alike.masked_fill(itself, -torch.inf).logsumexp(1, keepdim=True)
    same = (labels[:, None] == labels[None, :]) & ~itself
    each = (log_share * same).sum(1) / same.sum(1).clamp(min=1)
    counted = same.any(1)
    return -(each * counted).sum() / counted.sum().clamp(min=1)
