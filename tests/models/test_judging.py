"""The report of engines: real pictures pass for real, blobs and copies are found out, loudness is seen."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from models.imagine.imaginer import Imaginer  # noqa: E402
from models.imagine.listener import Heard, Listener  # noqa: E402
from models.imagine.train import Known  # noqa: E402
from models.judging.classifier import taught_with_made, taught_with_real  # noqa: E402
from models.judging.made import Calmer, at_gains, louder, made_of  # noqa: E402
from models.judging.pictures import PictureJudge, compared  # noqa: E402
from models.judging.report import as_table, write_samples  # noqa: E402
from models.paired.paired_set import PairedSet  # noqa: E402
from tests.models.known_two import known_two  # noqa: E402
from tests.models.two_classes import two_classes  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")


class Pretended(Imaginer):
    """Paints what a function of the class says: (class, noise) to pixels."""

    def __init__(self, paint: Any, usual: float = 0.0) -> None:
        self.name, self.noise, self._paint, self._usual = "pretended", 4, paint, usual

    def paint(self, heard: Heard, noise: np.ndarray) -> np.ndarray:
        """A picture for each sound."""
        pictures = [
            self._paint(int(told.argmax()), chance) for told, chance in zip(heard.probability, noise, strict=True)
        ]
        grey = np.asarray(pictures, dtype=np.float64) - 127.5
        # Louder than usual is stronger, as of an engine that hears loudness.
        strength = np.clip(1.0 + 0.1 * (heard.conditions[:, -1] - self._usual), 0.2, 1.3) * heard.present
        return np.asarray(np.clip(127.5 + grey * strength[:, None, None, None], 0, 255), dtype=np.uint8)


@pytest.fixture(scope="module")
def paired() -> PairedSet:
    """Two classes that nobody can confuse."""
    return two_classes()


@pytest.fixture(scope="module")
def known(paired: PairedSet, tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Encoders and judges that know the two classes."""
    return known_two(paired, tmp_path_factory.mktemp("known"))


@pytest.fixture(scope="module")
def listener(known: Known) -> Listener:
    """Who hears."""
    return Listener(folder=known.senses)


def real_like(paired: PairedSet, listener: Listener) -> Pretended:
    """An engine that paints real pictures of the class for sounds as loud as these are."""
    usual = float(np.median(listener.hear(paired.sounds.inputs()).conditions[:, -1]))
    pixels, labels = paired.pictures.rgb("train")

    def paint(label: int, chance: np.ndarray) -> np.ndarray:
        own = np.flatnonzero(labels == label)
        return pixels[own[int(abs(chance[0]) * 1e4) % len(own)]]

    return Pretended(paint, usual)


def blob(label: int, _: np.ndarray) -> np.ndarray:
    """The colour of the class and nothing else."""
    picture = np.full((64, 64, 3), 30, dtype=np.uint8)
    picture[..., 2 * label] = 200
    return picture


def test_pictures_of_every_class_are_made_alike(paired: PairedSet, listener: Listener) -> None:
    made = made_of(real_like(paired, listener), listener, paired.sounds.of("test"), each=7, seed=1)
    assert np.bincount(made.labels).tolist() == [7, 7]
    np.testing.assert_array_equal(paired.sounds.of("test").labels[made.sounds], made.labels)
    again = made_of(real_like(paired, listener), listener, paired.sounds.of("test"), each=7, seed=1)
    np.testing.assert_array_equal(made.pixels, again.pixels)


def test_less_imagination_is_less_noise(paired: PairedSet, listener: Listener) -> None:
    sounds, engine, seen = paired.sounds.of("test"), real_like(paired, listener), []
    engine.paint = lambda heard, noise: (seen.append(noise), np.zeros((len(noise), 64, 64, 3), np.uint8))[1]  # type: ignore[method-assign]
    for share in (1.0, 0.25):
        made_of(Calmer(engine, share), listener, sounds, each=3, seed=1)
    np.testing.assert_allclose(np.concatenate(seen[1::2]), 0.25 * np.concatenate(seen[::2]))
    assert Calmer(engine, 0.25).noise == engine.noise


def test_twice_as_loud_is_six_decibels_more_and_silence_stays() -> None:
    inputs = np.array([[0.0, 0.5, 0.99]], dtype=np.float32)
    np.testing.assert_allclose(louder(inputs, 2.0), [[0.0, 0.5 + 6.0206 / 120.0, 1.0]], atol=1e-5)


def test_real_pictures_pass_and_blobs_are_found_out(paired: PairedSet, known: Known, listener: Listener) -> None:
    judge = PictureJudge(paired, listener, split="train", judges=known.judges)
    bounds = judge.bounds()
    assert bounds["chance_top1"] == 0.5
    assert bounds["sound_top1"] == 1.0
    assert set(bounds["judges"]) == {"judge_picture", "judge_picture_2"}
    honest, _ = judge.figures(real_like(paired, listener))
    flat, made = judge.figures(Pretended(blob))
    assert honest["top"]["top1"] == flat["top"]["top1"] == 1.0, "the class alone does not tell them apart"
    assert honest["spread_within_ratio"] > 0.3 > flat["spread_within_ratio"]
    assert honest["nearest_training"] < flat["nearest_training"], "copies of training pictures are at no distance"
    assert honest["loudness"]["contrast_rises"] == 1.0
    assert honest["loudness"]["change_rises"] == 1.0
    assert honest["loudness"]["ratio"] > 2.0
    assert len(made.labels) == flat["pictures"]


def test_distances_and_overlap_tell_sets_of_one_kind_from_others() -> None:
    rng = np.random.default_rng(0)
    real, alike = rng.normal(size=(2, 200, 8))
    apart, narrow = rng.normal(3.0, 1.0, (200, 8)), rng.normal(0.0, 0.1, (200, 8))
    same, other, few = (compared(real, it) for it in (alike, apart, narrow))
    assert same["frechet"] < 0.2 * few["frechet"] < other["frechet"]
    assert abs(same["kernel"]) < 0.1 * other["kernel"]
    assert same["precision"] > 0.5 > other["precision"]
    assert same["recall"] > 0.5 > few["recall"]
    assert few["precision"] > 0.9


def test_an_engine_that_is_deaf_to_loudness_is_found_out(paired: PairedSet, listener: Listener) -> None:
    deaf = Pretended(blob)
    deaf.paint = lambda heard, noise: np.stack([blob(0, it) for it in noise])  # type: ignore[method-assign]
    pictures = at_gains(deaf, listener, paired.sounds.of("test"), (0.5, 1.0, 3.0), seed=0)
    assert all(np.array_equal(pictures[0], it) for it in pictures[1:])


def test_a_classifier_learns_from_real_like_pictures_what_it_learns_from_real_ones(
    paired: PairedSet, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert taught_with_real(paired) == 1.0
    assert taught_with_made(paired, real_like(paired, listener), listener) == 1.0
    swapped = Pretended(lambda label, chance: real_like(paired, listener)._paint(1 - label, chance))
    assert taught_with_made(paired, swapped, listener) == 0.0


def test_the_table_has_the_bounds_and_says_what_is_missing(
    paired: PairedSet, known: Known, listener: Listener, tmp_path: Path
) -> None:
    judge = PictureJudge(paired, listener, split="train", judges=known.judges)
    figures, made = judge.figures(real_like(paired, listener))
    report = {"split": "train", "imagination": 0.7, "bounds": judge.bounds(), "engines": {"it": figures}}
    said, _, *lines = as_table({**report, "missing": ["The network other.onnx is missing."]}).splitlines()
    assert said == "Imagination 0.7, train split."
    assert len({line.count("|") for line in lines[:5]}) == 1
    assert lines[2].startswith("| real pictures |")
    assert lines[-1] == "The network other.onnx is missing."
    pairs = judge.nearest_training(made)
    assert pairs.shape == (4, 64, 64, 3)
    assert np.abs(pairs[0].astype(int) - pairs[1]).mean() < 2.0, "what was copied lies beside its original"
    write_samples(made, tmp_path / "it.png", classes=2, each=3)
    from PIL import Image

    assert Image.open(tmp_path / "it.png").size == (3 * 64, 2 * 64)
