"""How good generated pictures and sounds are, by what a judge sees in them; those that blobs cannot fool come first.

`real` and `made` are a judge's embeddings (n, d); `probability` its answers (n, classes). Everything is NumPy, in
double precision. No figure stands alone: print the same measure of real against other real examples beside it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

Array = NDArray[np.floating]
Labels = NDArray[np.integer]

NEIGHBOURS: Final = 5
FOLDS: Final = 10
EXAMPLES_OF_A_FOLD: Final = 10
"""Of each class, at least: fewer folds are taken of few examples."""


def frechet_distance(real: Array, made: Array) -> float:
    """Fréchet distance of two sets as Gaussians, 0 for the same mean and covariance.

    Source: Heusel et al., "GANs trained by a two time-scale update rule", NeurIPS 2017 (there with Inception's
    features, so figures do not compare). Raises ValueError for fewer than two examples or other dimensions.
    """
    real, made = _pair(real, made)
    root = _root(np.cov(real, rowvar=False))
    cross = _root(root @ np.cov(made, rowvar=False) @ root)
    apart = float(np.sum((real.mean(axis=0) - made.mean(axis=0)) ** 2))
    spread = np.trace(np.cov(real, rowvar=False)) + np.trace(np.cov(made, rowvar=False)) - 2.0 * np.trace(cross)
    return max(0.0, apart + float(spread))


def kernel_distance(real: Array, made: Array) -> float:
    """Squared maximum mean discrepancy with the kernel (x y / d + 1)³; about 0 for sets of one kind, either sign.

    Source: Bińkowski et al., "Demystifying MMD GANs", ICLR 2018. Without bias for small sets. Raises ValueError.
    """
    real, made = _pair(real, made)

    def kernel(a: Array, b: Array) -> Array:
        return np.asarray((a @ b.T / a.shape[1] + 1.0) ** 3)

    own = [kernel(it, it) for it in (real, made)]
    means = [(it.sum() - np.trace(it)) / (len(it) * (len(it) - 1)) for it in own]
    return float(means[0] + means[1] - 2.0 * kernel(real, made).mean())


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares, 0 to 1: `precision` of the made that lie among the real, `recall` of the real that lie among the made."""

    precision: float
    recall: float


def overlap(real: Array, made: Array, neighbours: int = NEIGHBOURS) -> Overlap:
    """Precision and recall by the balls around each example that reach its k-th neighbour of the same set.

    Source: Kynkäänniemi et al., "Improved precision and recall metric", NeurIPS 2019. Raises ValueError for too few.
    """
    real, made = _pair(real, made)
    if min(len(real), len(made)) <= neighbours:
        raise ValueError(f"More than {neighbours} examples are needed.")
    between = cdist(real, made)
    reach_real, reach_made = (np.sort(cdist(it, it), axis=1)[:, neighbours] for it in (real, made))
    return Overlap(
        float((between <= reach_real[:, None]).any(axis=0).mean()),
        float((between <= reach_made[None, :]).any(axis=1).mean()),
    )


def inception_score(probability: Array, folds: int = FOLDS) -> tuple[float, float]:
    """Mean and standard deviation over folds of exp(KL(p(class | example), p(class))): 1 to the number of classes.

    Source: Salimans et al., "Improved techniques for training GANs", NeurIPS 2016, by our judge. High for blobs of the
    right colours too.
    """
    probability = np.random.default_rng(0).permutation(_shares(probability))  # a fold has all classes
    enough = max(1, len(probability) // (EXAMPLES_OF_A_FOLD * probability.shape[1]))
    scores = []
    for part in np.array_split(probability, min(folds, enough)):
        mean = part.mean(axis=0, keepdims=True)
        ratio = np.log(np.maximum(part, 1e-12)) - np.log(np.maximum(mean, 1e-12))
        scores.append(float(np.exp((part * ratio).sum(axis=1).mean())))
    return float(np.mean(scores)), float(np.std(scores))


def top_k(probability: Array, labels: Labels, k: int) -> float:
    """Share of examples whose class is among the k likeliest; an equal probability counts against it."""
    probability = _shares(probability)
    own = probability[np.arange(len(labels)), labels]
    rivals = (probability >= own[:, None]).sum(axis=1) - 1
    return float((rivals < k).mean())


def forced_choice(probability: Array, labels: Labels, rng: np.random.Generator) -> float:
    """Share of pairs in which the picture made for a class is likelier of it than one made for another class is.

    One rival, of any other class, for each example. As people were asked in "Towards Audio to Scene Image Synthesis":
    which of two pictures fits the sound? Raises ValueError for one class alone.
    """
    probability = _shares(probability)
    if len(np.unique(labels)) < 2:
        raise ValueError("A choice needs two classes.")
    right = []
    for place, label in enumerate(labels):
        rival = int(rng.choice(np.flatnonzero(labels != label)))
        mine, other = probability[place, label], probability[rival, label]
        right.append(1.0 if mine > other else 0.5 if mine == other else 0.0)
    return float(np.mean(right))


@dataclass(frozen=True, slots=True)
class Match:
    """How often two pictures have one of their k likeliest classes in common: as it is, by chance, and above chance."""

    raw: float
    chance: float

    @property
    def normalised(self) -> float:
        """(raw - chance) / (1 - chance): 0 by chance, 1 always."""
        return (self.raw - self.chance) / max(1.0 - self.chance, 1e-12)


def matched(made: Array, real: Array, k: int, rng: np.random.Generator) -> Match:
    """At least one of the k likeliest classes in common, between pictures (n, classes) and those they were made for.

    The measure of "Generating Images from Sounds Using Multimodal Features and GANs"; with few classes chance is high,
    so it stands beside it: the same with the pairs shuffled 20 times.
    """

    def common(one: Array, other: Array) -> float:
        best = [np.argsort(-it, axis=1, kind="stable")[:, :k] for it in (one, other)]
        return float((best[0][:, :, None] == best[1][:, None, :]).any(axis=(1, 2)).mean())

    made, real = _shares(made), _shares(real)
    shuffled = [common(made, real[rng.permutation(len(real))]) for _ in range(20)]
    return Match(common(made, real), float(np.mean(shuffled)))


def nearest(made: Array, kept: Array) -> tuple[NDArray[np.intp], Array]:
    """For each made example the nearest kept one and how far it is: a picture of the training set by heart is at 0."""
    distance = cdist(made, kept)
    return distance.argmin(axis=1), distance.min(axis=1)


def spread_within(embedding: Array, labels: Labels) -> float:
    """Mean distance of two examples of a class, mean over classes that have two: 0 when all look the same."""
    means = []
    for label in np.unique(labels):
        own = embedding[labels == label]
        if len(own) > 1:
            means.append(float(cdist(own, own).sum() / (len(own) * (len(own) - 1))))
    return float(np.mean(means)) if means else 0.0


def _pair(real: Array, made: Array) -> tuple[Array, Array]:
    real, made = (np.asarray(it, dtype=np.float64) for it in (real, made))
    if real.ndim != 2 or made.ndim != 2 or real.shape[1] != made.shape[1] or min(len(real), len(made)) < 2:
        raise ValueError(f"Two sets of two examples or more and equal dimensions are compared, not {real.shape} "
                         f"and {made.shape}.")  # fmt: skip
    return real, made


def _shares(probability: Array) -> Array:
    probability = np.asarray(probability, dtype=np.float64)
    if probability.ndim != 2 or not len(probability) or not np.allclose(probability.sum(axis=1), 1.0, atol=1e-3):
        raise ValueError("Probabilities of classes sum to 1 in each row.")
    return probability


def _root(matrix: Array) -> Array:
    """The symmetric square root of a covariance."""
    values, vectors = np.linalg.eigh(np.atleast_2d(matrix))
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T)
