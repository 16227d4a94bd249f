"""Recognisers: balanced examples, augmentations that keep the class, training that resumes, files that agree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from models.card import file_sha256  # noqa: E402
from models.errors import ModelError, ModelFileError  # noqa: E402
from models.paired.class_folder import SPLITS  # noqa: E402
from models.paired.paired_set import PairedSet  # noqa: E402
from models.recipes import load_recipe  # noqa: E402
from models.recognise.augment import pictures_anew, sounds_anew  # noqa: E402
from models.recognise.config import Block, RecogniserConfig, RecogniserTrainConfig, Sense  # noqa: E402
from models.recognise.export import write_recogniser  # noqa: E402
from models.recognise.network import Recogniser, input_shape  # noqa: E402
from models.recognise.saved import SavedRecogniser, picture_input, sound_input  # noqa: E402
from models.recognise.train import balanced, best_network, examples, recognised, train_recogniser  # noqa: E402
from tests.models.two_classes import two_classes  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

SMALL = {
    sense: RecogniserTrainConfig(
        network=RecogniserConfig(sense=sense, channels=(8, 8, 8), embedding=16), epochs=4, batch=8, averaging=0.8
    )
    for sense in Sense
}


@pytest.fixture(scope="module")
def paired() -> PairedSet:
    """Two classes that nobody can confuse."""
    return two_classes()


def test_every_class_is_shown_alike_and_every_example_of_the_large_one_in_turn() -> None:
    labels = np.repeat([0, 1, 2], [40, 10, 4])
    places = balanced(labels, np.random.default_rng(0))
    assert len(places) == len(labels)
    counts = np.bincount(labels[places])
    assert counts.max() - counts.min() <= 2
    assert len(set(places[labels[places] == 1].tolist())) == 10


@pytest.mark.parametrize("sense", Sense)
def test_augmented_examples_are_of_the_same_kind_and_differ(sense: Sense) -> None:
    torch.manual_seed(0)
    batch = torch.rand(16, *input_shape(sense))
    anew = (sounds_anew if sense is Sense.SOUND else pictures_anew)(batch)
    assert anew.shape == batch.shape
    assert 0.0 <= float(anew.min()) <= float(anew.max()) <= 1.0
    assert (anew - batch).abs().mean() > 0.02


def test_a_softer_sound_is_lower_by_the_same_decibels_everywhere_and_silence_stays() -> None:
    torch.manual_seed(1)
    batch = torch.zeros(32, *input_shape(Sense.SOUND))
    batch[..., 40] = 0.8
    anew = sounds_anew(batch)
    assert not anew[..., [0, 39, 41, 127]].any()
    for sound in anew[:, 0, :, 40]:
        assert len(sound[sound > 0.0].unique()) <= 1


@pytest.mark.parametrize("block", Block)
@pytest.mark.parametrize("sense", Sense)
def test_all_architectures_answer_for_any_number_of_examples(sense: Sense, block: Block) -> None:
    config = RecogniserConfig(sense=sense, block=block, channels=(8, 16), embedding=12, bands=64)
    network = Recogniser(config, 5).eval()
    for count in (1, 3):
        embedding, scores = network(torch.rand(count, *input_shape(sense)))
        assert (tuple(embedding.shape), tuple(scores.shape)) == ((count, 12), (count, 5))


@pytest.mark.parametrize("sense", Sense)
def test_what_is_plain_is_learnt_and_its_file_says_the_same_as_torch(
    sense: Sense, paired: PairedSet, tmp_path: Path
) -> None:
    config = replace(SMALL[sense], epochs=30, learning_rate=1e-2)
    report = train_recogniser(config, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False)
    assert report["val_top1"] == 1.0
    card = write_recogniser("it", config, tmp_path, tmp_path / "it.onnx", paired=paired)
    assert card.metrics["top1"] == 1.0
    assert card.metrics["chance"] == 0.5
    assert card.outputs == ("low", "high")
    assert card.sha256 == file_sha256(tmp_path / "it.onnx")
    held = examples(paired, sense, "test", "cpu")
    embedding, scores = recognised(best_network(config, tmp_path, 2), held)
    saved = SavedRecogniser("it", folder=tmp_path)
    inputs = (
        sound_input(paired.sounds.of("test").inputs())
        if sense is Sense.SOUND
        else picture_input(paired.pictures.rgb("test")[0])
    )
    found, probability = saved.recognise(inputs)
    assert np.abs(found - embedding.numpy()).max() < 1e-2 * max(1.0, float(embedding.abs().max()))
    assert np.abs(probability - scores.softmax(1).numpy()).max() < 5e-3


def test_a_training_goes_on_where_it_stopped_as_if_it_had_not(paired: PairedSet, tmp_path: Path) -> None:
    config = SMALL[Sense.PICTURE]
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    first = train_recogniser(config, whole, paired=paired, minutes=5.0, device="cpu", resume=False)
    report = train_recogniser(config, parts, paired=paired, minutes=0.0, device="cpu", resume=False)
    assert report["epoch"] == 1
    second = train_recogniser(config, parts, paired=paired, minutes=5.0, device="cpu", resume=True)
    assert second["epoch"] == 4
    assert second["val_error"] == pytest.approx(first["val_error"], abs=1e-4)
    assert len((parts / "metrics.jsonl").read_text().splitlines()) == 4


def test_other_data_and_missing_runs_are_refused(paired: PairedSet, tmp_path: Path) -> None:
    config = SMALL[Sense.SOUND]
    with pytest.raises(ModelError, match="no finished epoch"):
        write_recogniser("it", config, tmp_path, tmp_path / "it.onnx", paired=paired)
    train_recogniser(config, tmp_path, paired=paired, minutes=0.0, device="cpu", resume=False)
    with pytest.raises(ModelError, match="other data"):
        write_recogniser("it", config, tmp_path, tmp_path / "it.onnx", paired=replace(paired, classes=("deep", "high")))
    with pytest.raises(ModelFileError, match="missing"):
        SavedRecogniser("it", folder=tmp_path)


def test_what_is_too_little_to_learn_from_is_one_sentence(paired: PairedSet, tmp_path: Path) -> None:
    few = replace(paired, sounds=paired.sounds.of("train"))
    with pytest.raises(ModelError, match="24 sounds to learn from and 0 to judge by"):
        train_recogniser(SMALL[Sense.SOUND], tmp_path, paired=few, minutes=1.0, device="cpu", resume=False)


def test_a_run_on_other_data_is_not_resumed(paired: PairedSet, tmp_path: Path) -> None:
    config = SMALL[Sense.PICTURE]
    train_recogniser(config, tmp_path, paired=paired, minutes=0.0, device="cpu", resume=False)
    other = replace(paired, classes=("deep", "high"))
    with pytest.raises(ModelError, match="other data"):
        train_recogniser(config, tmp_path, paired=other, minutes=1.0, device="cpu", resume=True)


def test_judges_of_one_sense_differ_in_architecture_and_seed() -> None:
    for sense in Sense:
        one, other = (load_recipe(f"judge_{sense}{number}") for number in ("", "_2"))
        assert one.network.sense is other.network.sense is sense
        assert one.network.block is not other.network.block
        assert one.seed != other.seed


def test_splits_stay_apart(paired: PairedSet) -> None:
    sizes = [len(examples(paired, sense, split, "cpu")) for sense in Sense for split in SPLITS]
    assert sizes == [24, 6, 6, 24, 6, 6]
