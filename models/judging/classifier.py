"""CAS: what a classifier that was taught with generated pictures alone knows of real ones.

Source: Ravuri & Vinyals, "Classification accuracy score for conditional generative models", NeurIPS 2019.
"""

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from models.imagine.listener import Listener
from models.judging.made import Paints, made_of
from models.paired.paired_set import PairedSet
from models.recognise.config import RecogniserConfig, RecogniserTrainConfig, Sense
from models.recognise.train import Examples, judged, new_run, train_epoch

EPOCHS: Final = 15
CONFIG: Final = RecogniserTrainConfig(
    network=RecogniserConfig(sense=Sense.PICTURE, channels=(32, 64, 96, 128)), epochs=EPOCHS, averaging=0.99, seed=77
)


def taught_with_real(paired: PairedSet, *, device: str = "cpu") -> float:
    """The accuracy on the test split of a classifier taught with the training split's pictures."""
    return _accuracy(paired, *paired.pictures.rgb("train"), device=device)


def taught_with_made(paired: PairedSet, imaginer: Paints, listener: Listener, *, device: str = "cpu") -> float:
    """The same, taught with as many pictures made of the training split's sounds."""
    each = -(-int(np.sum(paired.pictures.splits == 0)) // len(paired.classes))
    made = made_of(imaginer, listener, paired.sounds.of("train"), each=each, seed=CONFIG.seed)
    return _accuracy(paired, made.pixels, made.labels, device=device)


def _accuracy(paired: PairedSet, pixels: NDArray[np.uint8], labels: NDArray[np.int64], *, device: str) -> float:
    run = new_run(CONFIG, len(paired.classes), device)
    shown = _examples(pixels, labels, device)
    for _ in range(EPOCHS):
        train_epoch(run, CONFIG, shown)
    return judged(run.averaged, _examples(*paired.pictures.rgb("test"), device))["top1_of_classes"]


def _examples(pixels: NDArray[np.uint8], labels: NDArray[np.int64], device: str) -> Examples:
    coded = torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)))
    return Examples(coded.to(device), torch.from_numpy(np.asarray(labels)).to(device))
