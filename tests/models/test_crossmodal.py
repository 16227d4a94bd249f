"""The multimodal layer and the two U-Nets."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from models.crossmodal.config import CrossmodalTrainConfig  # noqa: E402
from models.crossmodal.export import best_painter, write_crossmodal  # noqa: E402
from models.crossmodal.losses import common_loss  # noqa: E402
from models.crossmodal.network import CrossmodalPainter, MultimodalLayer, UNet, as_features, pooled  # noqa: E402
from models.crossmodal.train import train_crossmodal  # noqa: E402
from models.imagine.config import Plan  # noqa: E402
from models.imagine.train import Known  # noqa: E402
from models.onnx_model import OnnxModel  # noqa: E402
from models.paired.paired_set import PairedSet  # noqa: E402
from tests.models.known_two import known_two  # noqa: E402
from tests.models.two_classes import two_classes  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

TINY = CrossmodalTrainConfig(
    hidden=64, noise=4, width=4, layer_steps=60, critic_width=4, nearest_of=2,
    plan=Plan(batch=8, images=32, probe_images=16, averaging_images=100, half=False),
)  # fmt: skip


@pytest.fixture(scope="module")
def paired() -> PairedSet:
    """Two classes that nobody can confuse."""
    return two_classes()


@pytest.fixture(scope="module")
def known(paired: PairedSet, tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Encoders and a judge that know the two classes."""
    return known_two(paired, tmp_path_factory.mktemp("known"))


def test_hidden_values_of_both_are_half_of_their_sum() -> None:
    layer = MultimodalLayer(sound=3, picture=5, hidden=7, classes=2)
    sound, picture = torch.randn(2, 3), torch.randn(2, 5)
    one, other, both = (layer(*it)[0] for it in ((sound, None), (None, picture), (sound, picture)))
    assert torch.allclose(both, (one + other) / 2.0, atol=1e-6)


def test_the_layer_learns_what_both_senses_have_in_common() -> None:
    torch.manual_seed(0)
    labels = torch.arange(3).repeat(20)
    sounds, pictures = torch.randn(3, 6)[labels], torch.randn(3, 9)[labels]
    layer = MultimodalLayer(sound=6, picture=9, hidden=64, classes=3)
    optimiser = torch.optim.Adam(layer.parameters(), 1e-2)
    first = float(common_loss(layer, sounds, pictures, labels, TINY))
    for _ in range(200):
        loss = common_loss(layer, sounds, pictures, labels, TINY)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert float(loss) < 0.5 * first
    with torch.inference_mode():
        heard, seen = layer(sounds, None)[0], layer(None, pictures)[0]
    nearest = torch.cdist(seen, heard).argmin(1)
    assert torch.equal(labels[nearest], labels)


def test_feature_pictures_keep_places_where_they_are() -> None:
    places = torch.zeros(1, 128, 4, 4)
    places[0, :, 1, 3] = torch.arange(1.0, 129.0)
    features = as_features(places)
    assert features.shape == (1, 2, 32, 32)
    assert features[0, :, 8:16, 24:32].count_nonzero() == features.count_nonzero() == 128
    assert pooled(places).shape == (1, 256)
    assert pooled(places)[0, 128 + 5] == 6.0


@pytest.mark.parametrize("side", [32, 64, 128])
def test_a_u_net_gives_the_size_it_takes_and_sees_far(side: int) -> None:
    torch.manual_seed(0)
    net = UNet(2, 3, side=side, width=16, most=32).eval()
    x = torch.randn(2, 2, side, side)
    y = net(x)
    assert y.shape == (2, 3, side, side)
    other = x.clone()
    other[:, :, : side // 4, : side // 4] += 50.0
    assert (net(other) - y)[:, :, -1, -1].abs().max() > 0.0


@pytest.mark.parametrize("config", [TINY, replace(TINY, hidden=256, side=128, feature_side=128, whole=0.0)])
def test_pictures_follow_the_sound_and_the_noise_but_not_the_loudness(config: CrossmodalTrainConfig) -> None:
    torch.manual_seed(0)
    painter = CrossmodalPainter(config, heard=17, seen=(64, 4, 4), classes=2).eval()
    x = torch.randn(1, painter.inputs)
    picture = painter(x)
    assert picture.shape == (1, 3, 64, 64)
    for place, changes in ((0, True), (16, False), (18, True)):
        other = x.clone()
        other[:, place] += 3.0
        assert (not torch.equal(painter(other), picture)) == changes


def test_a_training_of_the_whole_goes_on_as_if_it_had_not_stopped(
    paired: PairedSet, known: Known, tmp_path: Path
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    first = train_crossmodal(TINY, whole, paired=paired, minutes=5.0, device="cpu", resume=False, known=known)
    half = replace(TINY, plan=replace(TINY.plan, images=16))
    train_crossmodal(half, parts, paired=paired, minutes=5.0, device="cpu", resume=False, known=known)
    second = train_crossmodal(TINY, parts, paired=paired, minutes=5.0, device="cpu", resume=True, known=known)
    assert second["images"] == 32.0
    assert second["rebuilt"] == pytest.approx(first["rebuilt"], abs=1e-3)
    assert second["frechet"] == pytest.approx(first["frechet"], rel=2e-2)


def test_its_file_paints_what_torch_paints_and_its_card_has_the_papers_measure(
    paired: PairedSet, known: Known, tmp_path: Path
) -> None:
    train_crossmodal(TINY, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=known)
    path = tmp_path / "out" / "it.onnx"
    card = write_crossmodal("it", TINY, tmp_path, path, paired=paired, known=known)
    assert card.metrics["test_neighbour_before_activation"] == 1.0
    assert card.metrics["test_neighbour_after_activation"] == 1.0
    painter = best_painter(TINY, tmp_path, heard=17, seen=(64, 4, 4), classes=2)
    x = np.random.default_rng(0).standard_normal((3, painter.inputs), dtype=np.float32)
    with torch.inference_mode():
        expected = painter(torch.from_numpy(x)).numpy()
    assert np.abs(OnnxModel(path, use_gpu=False).run(x)[0] - expected).max() < 1e-3


def test_pictures_are_rebuilt_from_their_features(paired: PairedSet, known: Known, tmp_path: Path) -> None:
    plan = replace(TINY.plan, images=1600, probe_images=400, batch=16)
    config = replace(TINY, plan=plan, learning_rate=2e-3, whole=0.0, patch=0.1)
    report = train_crossmodal(config, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=known)
    assert report["rebuilt"] < 0.25
    assert report["top1"] > 0.9
