"""The figures of an engine's pictures, those that blobs of colour cannot fool first."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.imagine.listener import Listener
from models.judging.made import Made, Paints, at_gains, made_of
from models.paired.paired_set import PairedSet
from models.recognise.measures import (
    forced_choice,
    frechet_distance,
    inception_score,
    kernel_distance,
    matched,
    nearest,
    overlap,
    spread_within,
    top_k,
)
from models.recognise.saved import FOLDER, SavedRecogniser, picture_input

JUDGES: Final = ("judge_picture", "judge_picture_2")
EACH: Final = 112
"""Pictures of each class."""
GAINS: Final = (0.5, 1.0, 2.0, 3.0)
INAUDIBLE: Final = 1.01
SEED: Final = 20_261_122

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a judge sees in pictures: embeddings (n, d), probabilities (n, classes), and the true classes (n,)."""

    embedding: NDArray[np.float64]
    probability: NDArray[np.float64]
    labels: NDArray[np.int64]

    def tops(self) -> dict[str, float]:
        """Shares whose class is among the likeliest 1, 3 and 5."""
        return {f"top{k}": top_k(self.probability, self.labels, k) for k in (1, 3, 5)}


class PictureJudge:
    """Both frozen judges and the real pictures of the test split, seen once."""

    def __init__(self, paired: PairedSet, listener: Listener, *, split: str = "test", judges: Path = FOLDER) -> None:
        self.paired, self.listener, self.split = paired, listener, split
        self._judges = [SavedRecogniser(name, folder=judges) for name in JUDGES]
        pixels, labels = paired.pictures.rgb(split)
        rows = _alike(labels, np.random.default_rng(SEED))
        self.real = [_seen(judge, pixels[rows], labels[rows]) for judge in self._judges]
        train, train_labels = paired.pictures.rgb("train")
        self._train = _seen(self._judges[0], train, train_labels)
        means = np.stack([train[train_labels == label].mean(0) for label in range(len(paired.classes))])
        self._means = _seen(self._judges[0], means.astype(np.uint8), np.arange(len(paired.classes)))

    def bounds(self) -> dict[str, Any]:
        """What real pictures reach, and chance: the measures of the measures."""
        first, second = self.real
        floors = [self._of_halves(seen) for seen in self.real]
        return {
            "judges": {judge.card.name: judge.card.sha256 for judge in self._judges},
            "real_pictures": len(first.labels),
            "compared": len(first.labels) // 2,
            "chance_top1": 1.0 / len(self.paired.classes),
            "real_top": first.tops(),
            "real_top_second_judge": second.tops(),
            "real_inception_score": inception_score(first.probability)[0],
            "real_halves": floors[0],
            "real_halves_second_judge": floors[1],
            "frechet_of_class_means": frechet_distance(first.embedding, self._of_means()),
            "real_spread_within": spread_within(first.embedding, first.labels),
            "real_nearest_training": float(np.median(nearest(first.embedding, self._train.embedding)[1])),
            "sound_top1": self._heard_right(),
        }

    def _of_halves(self, seen: Seen) -> dict[str, float]:
        """One half of the real pictures against the other."""
        one, other = np.array_split(np.random.default_rng(SEED).permutation(len(seen.labels)), 2)
        return compared(seen.embedding[one], seen.embedding[other])

    def brief(self, pixels: Pixels, labels: NDArray[np.integer]) -> dict[str, float]:
        """The figures by which trainings are compared, of pictures (n, 64, 64, 3) made for classes (n,)."""
        seen, real = _seen(self._judges[0], pixels, labels), self.real[0]
        score = inception_score(seen.probability)[0]
        return seen.tops() | {
            "inception_score": score,
            "inception_score_ratio": score / inception_score(real.probability)[0],
            "frechet": frechet_distance(real.embedding, seen.embedding),
            "spread_within_ratio": spread_within(seen.embedding, seen.labels)
            / spread_within(real.embedding, real.labels),
        }

    def figures(self, imaginer: Paints) -> tuple[dict[str, Any], Made]:
        """Every figure of an engine but CAS, and the pictures they are of."""
        sounds = self.paired.sounds.of(self.split)
        made = made_of(imaginer, self.listener, sounds, each=EACH, seed=SEED)
        seen, second = (_seen(judge, made.pixels, made.labels) for judge in self._judges)
        real = self.real[0]
        score, deviation = inception_score(seen.probability)
        rng = np.random.default_rng(SEED)
        half = len(real.labels) // 2
        some = rng.permutation(len(real.labels))[:half], rng.permutation(len(made.labels))[:half]
        judged = [
            compared(one.embedding[some[0]], other.embedding[some[1]])
            for one, other in zip(self.real, (seen, second), strict=True)
        ]
        _, away = nearest(seen.embedding, self._train.embedding)
        partner = np.array([rng.choice(np.flatnonzero(real.labels == label)) for label in made.labels])
        matches = {
            k: matched(seen.probability, real.probability[partner], k, np.random.default_rng(SEED)) for k in (1, 3, 5)
        }
        return {
            "pictures": len(made.labels),
            **judged[0],
            "second_judge": judged[1],
            "frechet_of_class_means_share": judged[0]["frechet"] / frechet_distance(real.embedding, self._of_means()),
            "top": seen.tops(),
            "top_second_judge": second.tops(),
            "inception_score": score,
            "inception_score_deviation": deviation,
            "inception_score_ratio": score / inception_score(real.probability)[0],
            "forced_choice": forced_choice(seen.probability, made.labels, np.random.default_rng(SEED)),
            "spread_within": spread_within(seen.embedding, seen.labels),
            "spread_within_ratio": spread_within(seen.embedding, seen.labels)
            / spread_within(real.embedding, real.labels),
            "nearest_training": float(np.median(away)),
            "match": {
                str(k): {"raw": it.raw, "chance": it.chance, "normalised": it.normalised} for k, it in matches.items()
            },
            "top1_of_class": {
                name: top_k(seen.probability[made.labels == place], made.labels[made.labels == place], 1)
                for place, name in enumerate(self.paired.classes)
            },
            "loudness": self._loudness(imaginer),
        }, made

    def nearest_training(self, made: Made) -> Pixels:
        """Of each class the first picture made and, beside it, the training picture nearest to it, (2 classes, ...)."""
        train = self.paired.pictures.rgb("train")[0]
        rows = [int(np.flatnonzero(made.labels == label)[0]) for label in np.unique(made.labels)]
        seen = _seen(self._judges[0], made.pixels[rows], made.labels[rows])
        found, _ = nearest(seen.embedding, self._train.embedding)
        return np.stack([made.pixels[rows], train[found]], axis=1).reshape(-1, *train.shape[1:])

    def _loudness(self, imaginer: Paints) -> dict[str, float]:
        """How pictures follow a sound that gets louder: the share of sounds for which a figure only rises."""
        sounds = self.paired.sounds.of(self.split)
        pictures = at_gains(imaginer, self.listener, sounds, (*GAINS, INAUDIBLE), seed=SEED)
        at_one = pictures[GAINS.index(1.0)].astype(np.float64)
        contrast = np.stack([it.std(axis=(1, 2, 3)) for it in pictures[: len(GAINS)]])
        first = pictures[0].astype(np.float64)
        change = np.stack([np.abs(it - first).mean(axis=(1, 2, 3)) for it in pictures[: len(GAINS)]])
        seen = np.stack([_seen(self._judges[0], it, sounds.labels).probability for it in pictures[: len(GAINS)]])
        own = np.log(np.maximum(seen[:, np.arange(len(sounds)), sounds.labels], 1e-12))
        twice, hardly = (np.abs(pictures[place] - at_one).mean() for place in (GAINS.index(2.0), len(GAINS)))
        return {
            "contrast_rises": _rises(contrast),
            "change_rises": _rises(change),
            "class_rises": _rises(own),
            "change_of_twice": float(twice),
            "change_of_inaudible": float(hardly),
            "ratio": float(twice / max(hardly, 1e-9)),
        }

    def _of_means(self) -> NDArray[np.float64]:
        return self._means.embedding[self.real[0].labels]

    def _heard_right(self) -> float:
        sounds = self.paired.sounds.of(self.split)
        return top_k(self.listener.hear(sounds.inputs()).probability.astype(np.float64), sounds.labels, 1)


def compared(real: NDArray[np.floating], made: NDArray[np.floating]) -> dict[str, float]:
    """Distances and overlap of two sets of embeddings (n, d) of one size: all of them hang on the size."""
    covered = overlap(real, made)
    return {
        "frechet": frechet_distance(real, made),
        "kernel": kernel_distance(real, made),
        "precision": covered.precision,
        "recall": covered.recall,
    }


def _rises(values: NDArray[np.floating]) -> float:
    """Share of columns (steps, n) whose values never fall from step to step and end higher than they began."""
    return float(((np.diff(values, axis=0) >= 0.0).all(axis=0) & (values[-1] > values[0])).mean())


def _alike(labels: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """As many places of each class as the smallest has, so that no figure hangs on how many there are."""
    least = int(np.bincount(labels).min())
    if least < 2:
        raise ModelError("Every class needs two pictures or more to be judged on.")
    return np.concatenate([rng.permutation(np.flatnonzero(labels == label))[:least] for label in np.unique(labels)])


def _seen(judge: SavedRecogniser, pixels: Pixels, labels: NDArray[np.integer]) -> Seen:
    embedding, probability = judge.recognise(picture_input(pixels))
    return Seen(embedding.astype(np.float64), probability.astype(np.float64), np.asarray(labels, dtype=np.int64))
