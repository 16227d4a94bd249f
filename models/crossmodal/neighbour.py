"""Whether the multimodal layer finds the sound of a picture: the paper's own measure of it (section 5.3)."""

import numpy as np
import torch
from scipy.spatial.distance import cdist

from models.crossmodal.network import CrossmodalPainter, pooled
from models.imagine.listener import Listener
from models.paired.paired_set import PairedSet


@torch.inference_mode()
def neighbours(painter: CrossmodalPainter, paired: PairedSet, listener: Listener, split: str) -> dict[str, float]:
    """Share of a split's pictures whose nearest sound is of their class, by hidden values before and after."""
    sounds = paired.sounds.of(split)
    pixels, labels = paired.pictures.rgb(split)
    heard = torch.from_numpy(listener.hear(sounds.inputs()).conditions[:, :-1])
    seen = pooled(torch.from_numpy(listener.places(pixels)))
    layer = painter.layer.eval()
    hidden = [layer(heard, None)[0], layer(None, seen)[0]]
    found = {}
    for name, values in (("before", hidden), ("after", [torch.relu(it) for it in hidden])):
        nearest = cdist(values[1].numpy(), values[0].numpy()).argmin(axis=1)
        found[f"neighbour_{name}_activation"] = float(np.mean(sounds.labels[nearest] == labels))
    return found
