"""A made-up set of sounds and pictures that anything can learn."""

import numpy as np

from models.paired.features import INPUT_SHAPE
from models.paired.paired_set import PairedSet, Pictures, Sounds, square_jpeg

CLASSES = ("low", "high")


def two_classes() -> PairedSet:
    """Two classes that nobody can confuse: low and red, high and blue; 12, 3 and 3 examples of each by split."""
    rng = np.random.default_rng(0)
    labels, splits = np.tile([0, 1], 18), np.repeat([0, 0, 0, 0, 1, 2], 6)
    sounds = rng.integers(0, 60, (36, *INPUT_SHAPE)).astype(np.uint8)
    for sound, label in zip(sounds, labels, strict=True):
        sound[:, 90 * label : 90 * label + 30] = 220
    files = []
    for label in labels:
        pixels = rng.integers(0, 60, (64, 64, 3)).astype(np.uint8)
        pixels[..., 2 * label] = 200
        files.append(square_jpeg(pixels))
    offsets = np.concatenate([[0], np.cumsum([len(file) for file in files])])
    pictures = Pictures(np.frombuffer(b"".join(files), dtype=np.uint8), offsets, labels, splits)
    checksums = rng.integers(0, 256, (36, 32)).astype(np.uint8)
    return PairedSet(CLASSES, Sounds(sounds, checksums, labels, splits, ("it",) * 36, sounds), pictures)
