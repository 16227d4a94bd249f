"""The two encoders: sounds and pictures of a class come together, and their files say what torch says."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from models.errors import ModelError  # noqa: E402
from models.imagine.listener import Listener  # noqa: E402
from models.paired.paired_set import PairedSet  # noqa: E402
from models.recognise.config import RecogniserConfig, Sense  # noqa: E402
from models.senses.config import SensesTrainConfig  # noqa: E402
from models.senses.export import write_senses  # noqa: E402
from models.senses.losses import alignment_loss  # noqa: E402
from models.senses.train import best_senses, train_senses  # noqa: E402
from tests.models.two_classes import CLASSES, two_classes  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

SMALL = SensesTrainConfig(
    sound=RecogniserConfig(sense=Sense.SOUND, channels=(8, 8, 8), embedding=16),
    picture=RecogniserConfig(sense=Sense.PICTURE, channels=(8, 8, 8), embedding=16),
    epochs=40,
    sounds_a_batch=8,
    pictures_a_batch=8,
    averaging=0.8,
    learning_rate=1e-2,
)


@pytest.fixture(scope="module")
def paired() -> PairedSet:
    """Two classes that nobody can confuse."""
    return two_classes()


def test_alignment_is_best_where_classes_are_apart_and_counts_no_example_alone() -> None:
    labels = torch.tensor([0, 0, 1, 1])
    apart = torch.tensor([[1.0, 0.0], [1.0, 0.1], [-1.0, 0.0], [-1.0, 0.1]])
    crossed = apart[[0, 2, 1, 3]]
    assert alignment_loss(apart, labels, 0.1) < 0.01 < 5.0 < alignment_loss(crossed, labels, 0.1)
    alone = torch.cat([apart, torch.tensor([[0.3, 1.0]])])
    assert torch.isfinite(alignment_loss(alone, torch.tensor([0, 0, 1, 1, 2]), 0.1))
    assert alignment_loss(apart, torch.arange(4), 0.1) == 0.0


def test_alignment_equals_the_formula_written_out() -> None:
    torch.manual_seed(0)
    embedding, labels = torch.randn(6, 5), torch.tensor([0, 1, 0, 1, 1, 2])
    unit = embedding / embedding.norm(dim=1, keepdim=True)
    terms = []
    for i in range(5):  # the sixth is alone
        others = [j for j in range(6) if j != i]
        total = sum(torch.exp(unit[i] @ unit[j] / 0.2) for j in others)
        same = [j for j in others if labels[j] == labels[i]]
        terms.append(-sum(torch.log(torch.exp(unit[i] @ unit[j] / 0.2) / total) for j in same) / len(same))
    assert alignment_loss(embedding, labels, 0.2) == pytest.approx(float(sum(terms) / 5), abs=1e-5)


def test_both_senses_learn_one_space_and_their_files_agree_with_torch(paired: PairedSet, tmp_path: Path) -> None:
    report = train_senses(SMALL, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False)
    assert report["val_sound_top1"] == report["val_picture_top1"] == report["val_neighbour"] == 1.0
    cards = write_senses(SMALL, tmp_path, tmp_path / "senses", paired=paired)
    assert [card.outputs for card in cards] == [CLASSES, CLASSES]
    assert cards[0].metrics["neighbour"] == 1.0
    listener = Listener(folder=tmp_path / "senses")
    sounds, (pixels, labels) = paired.sounds.of("test"), paired.pictures.rgb("test")
    heard, seen = listener.hear(sounds.inputs()), listener.see(pixels)
    assert heard.conditions.shape == (6, listener.heard) == (6, 17)
    np.testing.assert_array_equal(heard.probability.argmax(1), sounds.labels)
    np.testing.assert_array_equal(seen.probability.argmax(1), labels)
    alike = heard.conditions[:, :16] @ seen.conditions[:, :16].T / 16.0
    same = sounds.labels[:, None] == labels[None, :]
    assert alike[same].min() > alike[~same].max()
    network = best_senses(SMALL, tmp_path, 2)
    with torch.inference_mode():
        expected = network.sound(torch.from_numpy(sounds.inputs())[:, None])[0].numpy()
    unit = 4.0 * expected / np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.abs(heard.conditions[:, :16] - unit).max() < 1e-2


def test_a_training_of_both_goes_on_where_it_stopped(paired: PairedSet, tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    short = SensesTrainConfig(sound=SMALL.sound, picture=SMALL.picture, epochs=3, sounds_a_batch=8, pictures_a_batch=8)
    first = train_senses(short, whole, paired=paired, minutes=5.0, device="cpu", resume=False)
    train_senses(short, parts, paired=paired, minutes=0.0, device="cpu", resume=False)
    second = train_senses(short, parts, paired=paired, minutes=5.0, device="cpu", resume=True)
    assert second["epoch"] == 3
    assert second["loss_sound"] == pytest.approx(first["loss_sound"], abs=1e-4)


def test_no_run_is_one_sentence(paired: PairedSet, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Train first"):
        write_senses(SMALL, tmp_path, tmp_path / "senses", paired=paired)
