"""Sounds of pictures: phases, latents, the unit of AudioVision, and a training that learns what is plain."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from models.errors import ModelError  # noqa: E402
from models.imagine.config import CriticConfig, Plan  # noqa: E402
from models.imagine.listener import Listener  # noqa: E402
from models.imagine.train import Known  # noqa: E402
from models.onnx_model import OnnxModel  # noqa: E402
from models.paired.paired_set import PairedSet  # noqa: E402
from models.sonify.config import Meaning, SonifyConfig, SonifyTrainConfig  # noqa: E402
from models.sonify.export import best_sonifier, write_sonifier  # noqa: E402
from models.sonify.lessons import loudest_parts, loudest_starts  # noqa: E402
from models.sonify.memory import FromPicture, KnownSounds, Memory  # noqa: E402
from models.sonify.network import Sonifier  # noqa: E402
from models.sonify.probe import judge_input, standardised_error  # noqa: E402
from models.sonify.train import train_sonify  # noqa: E402
from models.sonify.voice import Voice  # noqa: E402
from tests.models.known_two import known_two  # noqa: E402
from tests.models.two_classes import two_classes  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

TINY = SonifyTrainConfig(
    plan=Plan(batch=8, images=32, probe_images=16, averaging_images=50, half=False),
    network=SonifyConfig(detail=8, encoder_width=4, top=32),
    critic=CriticConfig(channels=1, width=4, batch_norm=False, spread=True),
    sharp_after=8,
)
PUBLISHED = replace(TINY, network=replace(TINY.network, meaning=Meaning.PUBLISHED, turns=False), squared=True)


@pytest.fixture(scope="module")
def paired() -> PairedSet:
    """Two classes that nobody can confuse."""
    return two_classes()


@pytest.fixture(scope="module")
def known(paired: PairedSet, tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Encoders and judges that know the two classes."""
    return known_two(paired, tmp_path_factory.mktemp("known"))


@pytest.mark.parametrize("turns", [False, True])
@pytest.mark.parametrize("meaning", Meaning)
def test_a_latent_is_meaning_and_detail_or_all_detail(meaning: Meaning, turns: bool) -> None:
    sonifier = Sonifier(SonifyConfig(meaning=meaning, turns=turns, detail=8, encoder_width=4, top=32), 16).eval()
    x, told = torch.rand(2, 1, 128, 128), torch.randn(2, 16)
    detail, log_deviation = sonifier.detail(x)
    assert detail.shape == log_deviation.shape == (2, 8)
    latent = sonifier.latent_of(told, detail)
    assert latent.shape == (2, 24 if meaning is Meaning.SUPERVISED else 8)
    made = sonifier.decoder(latent)
    assert made.shape == (2, 2 if turns else 1, 128, 128)
    assert made.abs().max() <= 1.0
    assert (sonifier.from_picture is None) == (meaning is Meaning.SUPERVISED)


def test_a_picture_lies_between_the_sounds_that_mean_about_the_same() -> None:
    meanings, details = torch.eye(12), torch.arange(12.0)[:, None]
    memory = Memory(torch.cat([meanings, details], 1), 12)
    nothing = torch.zeros(1, memory.chance)
    four = memory(torch.cat([5.0 * meanings[4:5] + 0.01 * meanings[7:8], nothing], 1))
    assert torch.allclose(four, torch.cat([meanings[4:5], details[4:5]], 1), atol=1e-3)
    between = memory(torch.cat([meanings[4:5] + meanings[7:8], nothing], 1))
    assert between[0, [4, 7, 12]].tolist() == pytest.approx([0.5, 0.5, 5.5], abs=1e-3)
    chance = torch.randn(2000, memory.chance, generator=torch.Generator().manual_seed(0))
    mixed = memory(torch.cat([(meanings[4] + meanings[7]).expand(2000, -1), chance], 1))[:, 12]
    assert 4.0 <= mixed.min() < 4.3
    assert 6.7 < mixed.max() <= 7.0
    assert (mixed > 5.5).float().mean() == pytest.approx(0.5, abs=0.05)


def test_the_loudest_part_is_found(paired: PairedSet) -> None:
    sounds = paired.sounds.of("test")
    coded = np.full_like(sounds.coded, 20)
    for row, start in enumerate((0, 10, 40, 88, 60, 5)):
        coded[row, start : start + 128] = 180
    moved = replace(sounds, coded=coded)
    assert loudest_starts(moved).tolist() == [0, 10, 40, 88, 60, 5]
    parts = loudest_parts(moved)
    assert parts.shape == (6, 1, 128, 128)
    assert np.allclose(parts, 180 / 127.5 - 1.0)
    heard = judge_input(parts)
    assert not heard[:, :, :-128].any()
    assert np.allclose(heard[:, :, -128:], 180 / 255, atol=1e-6)


def test_the_unit_of_the_error_is_the_variance_of_each_clip() -> None:
    rng = np.random.default_rng(0)
    real = np.repeat(rng.normal(0.0, 0.2, (3, 1, 128, 48)), 3, axis=3)[..., :128].astype(np.float32)
    mean = np.broadcast_to(real.mean(axis=(2, 3), keepdims=True), real.shape)
    assert standardised_error(real, real) == 0.0
    assert standardised_error(mean, real) == pytest.approx(1.0, abs=0.01)
    assert standardised_error(5.0 * mean, 5.0 * real) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("config", [TINY, PUBLISHED])
def test_a_training_of_sounds_goes_on_as_if_it_had_not_stopped(
    config: SonifyTrainConfig, paired: PairedSet, known: Known, tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    first = train_sonify(config, whole, paired=paired, minutes=5.0, device="cpu", resume=False, known=known)
    half = replace(config, plan=replace(config.plan, images=16))
    train_sonify(half, parts, paired=paired, minutes=5.0, device="cpu", resume=False, known=known)
    second = train_sonify(config, parts, paired=paired, minutes=5.0, device="cpu", resume=True, known=known)
    assert second["rebuilt"] == pytest.approx(first["rebuilt"], abs=1e-3)
    assert ("latent" in first) == (config is PUBLISHED)
    assert ("sharp" in first) == (config is TINY)
    assert len(list((parts / "sheets").iterdir())) == 2


def test_a_pack_that_does_not_say_where_sounds_are_in_their_bands_is_one_sentence(
    paired: PairedSet, known: Known, tmp_path: Path
) -> None:
    older = replace(paired, sounds=replace(paired.sounds, turns=None))
    with pytest.raises(ModelError, match=r"again with models\.paired\.pack"):
        train_sonify(TINY, tmp_path, paired=older, minutes=5.0, device="cpu", resume=False, known=known)


@pytest.mark.parametrize("config", [TINY, PUBLISHED])
def test_the_file_of_the_decoder_says_what_torch_says(
    config: SonifyTrainConfig, paired: PairedSet, known: Known, tmp_path: Path
) -> None:
    train_sonify(config, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=known)
    path = tmp_path / "out" / "shared.onnx"
    card = write_sonifier("shared", config, tmp_path, path, paired=paired, known=known)
    listener, sonifier = Listener(folder=known.senses), best_sonifier(config, tmp_path, 16)
    memory = KnownSounds(paired, listener).remembered(sonifier)
    assert (memory is None) == (config is PUBLISHED)
    assert card.input_shape == (16 if memory is None else 16 + memory.chance,)
    x = np.random.default_rng(0).standard_normal((2, *card.input_shape), dtype=np.float32)
    with torch.inference_mode():
        expected = FromPicture(sonifier, memory)(torch.from_numpy(x)).numpy()
    assert np.abs(OnnxModel(path, use_gpu=False).run(x)[0] - expected).max() < 1e-3
    voiced = Voice(listener, folder=path.parent).sonify(paired.pictures.rgb("test")[0][0])
    assert voiced.sound.shape == (44_100,)
    assert np.isfinite(voiced.sound).all()


def test_sounds_are_rebuilt_and_pictures_have_the_sounds_of_their_class(
    paired: PairedSet, known: Known, tmp_path: Path
) -> None:
    plan = replace(TINY.plan, images=1600, probe_images=800)
    config = replace(TINY, plan=plan, sharp_after=10_000, learning_rate=5e-3, divergence=0.1)
    report = train_sonify(config, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=known)
    assert report["rebuilt_top1"] == 1.0
    assert report["from_picture_top1"] > 0.8
    assert report["turned"] < 0.5
    assert report["standardised_error"] < 0.5
