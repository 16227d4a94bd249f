"""Training, checkpoints and export; skipped where torch is not installed (it is no part of the program)."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from models.crossmodal.config import CrossmodalTrainConfig  # noqa: E402
from models.errors import ModelError  # noqa: E402
from models.imagine.config import ImagineTrainConfig  # noqa: E402
from models.onnx_model import OnnxModel  # noqa: E402
from models.recipes import load_recipe, recipe_names  # noqa: E402
from models.recognise.config import RecogniserTrainConfig  # noqa: E402
from models.senses.config import SensesTrainConfig  # noqa: E402
from models.sketch_to_patch.checkpoint import Run  # noqa: E402
from models.sketch_to_patch.dataset import TrainConfig, as_input, epoch_data, fingerprint, paper_split  # noqa: E402
from models.sketch_to_patch.evaluate import paper_targets  # noqa: E402
from models.sketch_to_patch.export import SMALLEST_HALVED, fused, write_model  # noqa: E402
from models.sketch_to_patch.losses import unit_error  # noqa: E402
from models.sketch_to_patch.map_config import MapTrainConfig  # noqa: E402
from models.sketch_to_patch.network import CompactNet, parameter_count  # noqa: E402
from models.sketch_to_patch.train import learning_rate, new_run, predict, train, train_epoch  # noqa: E402
from models.sonify.config import SonifyTrainConfig  # noqa: E402
from synth.parameters import N_PREDICTED  # noqa: E402

# torch's exporter warns of its own future; none of it is ours to change.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

SMALL = TrainConfig(pictures=60, epochs=2, batch=7, averaging=0.9, human_like_per_epoch=6)
FACTS: dict[str, Any] = dict.fromkeys(("name", "task", "data", "licence", "command"), "") | {"seed": 1}


def test_the_compact_network_has_about_600_000_numbers_and_answers_in_range() -> None:
    network = CompactNet().eval()
    assert 500_000 < parameter_count(network) < 700_000
    out = network(torch.rand(3, 1, 128, 128))
    assert out.shape == (3, N_PREDICTED)
    assert float(out.min()) >= 0.0 and float(out.max()) <= 1.0


def test_the_error_is_the_mean_squared_difference_of_the_33_values() -> None:
    one, other = torch.zeros(4, 33), torch.full((4, 33), 0.5)
    assert float(unit_error(one, other)) == pytest.approx(0.25)


def test_the_split_is_70_to_30_without_a_shared_picture() -> None:
    pictures, figures, held, held_figures = paper_split(SMALL)
    assert (len(pictures), len(held)) == (42, 18)
    assert len(figures) == 42 and len(held_figures) == 18
    seen = {picture.tobytes() for picture in pictures}
    assert not any(picture.tobytes() in seen for picture in held)


def test_an_epoch_is_the_same_for_the_same_seed_and_new_in_the_next() -> None:
    pictures, figures, _, _ = paper_split(SMALL)
    first, again, second = (epoch_data(SMALL, epoch, pictures, figures) for epoch in (0, 0, 1))
    assert fingerprint(*first) == fingerprint(*again) != fingerprint(*second)
    assert len(first[0]) == 48


def test_a_few_epochs_on_a_few_pictures_bring_the_error_down() -> None:
    config = replace(SMALL, human_like_per_epoch=0, epochs=6)
    data = paper_split(config)[:2]
    run = new_run(config, "cpu")
    losses = [train_epoch(run, config, data=data, device="cpu") for _ in range(config.epochs)]
    assert losses[-1] < 0.5 * losses[0]
    assert run.epoch == 6


def test_the_learning_rate_falls_to_a_hundredth() -> None:
    rates = [learning_rate(SMALL.learning_rate, epoch, SMALL.epochs) for epoch in range(SMALL.epochs + 1)]
    assert rates[0] == SMALL.learning_rate
    assert rates[-1] == pytest.approx(0.01 * SMALL.learning_rate)


def test_long_gradients_are_cut_so_that_an_odd_drawing_does_not_drown_small_errors() -> None:
    config = replace(SMALL, largest_gradient=1e-3)
    data = tuple(array[:7] for array in paper_split(config)[:2])
    run = new_run(config, "cpu")
    train_epoch(run, config, data=data, device="cpu")
    gradients = [parameter.grad for parameter in run.network.parameters()]
    assert float(torch.nn.utils.get_total_norm(gradients)) == pytest.approx(1e-3, rel=1e-2)


def test_the_average_follows_quickly_at_first_and_by_its_share_later() -> None:
    network = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(network.weight)
    run = Run(network, torch.optim.Adam(network.parameters()), averaging=0.75)
    torch.nn.init.ones_(network.weight)
    run.average()
    assert float(run.averaged.weight) == pytest.approx(10 / 11)
    torch.nn.init.zeros_(network.weight)
    run.steps = 1000
    run.average()
    assert float(run.averaged.weight) == pytest.approx(0.75 * 10 / 11)


def test_a_resumed_run_goes_on_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    train(SMALL, tmp_path / "whole", data=None, minutes=9.0, device="cpu", resume=False)
    first = train(SMALL, tmp_path / "parts", data=None, minutes=0.0, device="cpu", resume=False)
    assert first["epoch"] == 1
    train(SMALL, tmp_path / "parts", data=None, minutes=9.0, device="cpu", resume=True)
    whole, parts = (
        [json.loads(line) for line in (tmp_path / name / "metrics.jsonl").read_text().splitlines()]
        for name in ("whole", "parts")
    )
    assert [line["epoch"] for line in parts] == [1, 2]
    for a, b in zip(whole, parts, strict=True):
        assert a["training_error"] == pytest.approx(b["training_error"], rel=1e-5)
        assert a["validation_error"] == pytest.approx(b["validation_error"], rel=1e-5)
    assert {path.name for path in (tmp_path / "whole").iterdir()} == {
        "run.json", "metrics.jsonl", "pictures.png", "best.safetensors", "checkpoint.safetensors",
    }  # fmt: skip


def test_a_run_is_judged_every_so_many_epochs_and_at_its_end(tmp_path: Path) -> None:
    train(replace(SMALL, epochs=3, judged_every=2), tmp_path, data=None, minutes=9.0, device="cpu", resume=False)
    lines = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert ["validation_error" in line for line in lines] == [False, True, True]


def test_resuming_from_nothing_or_from_another_network_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing to resume"):
        train(SMALL, tmp_path, data=None, minutes=1.0, device="cpu", resume=True)
    (tmp_path / "checkpoint.safetensors").write_bytes(b"no checkpoint")
    with pytest.raises(ModelError, match="does not fit this recipe or is damaged"):
        train(SMALL, tmp_path, data=None, minutes=1.0, device="cpu", resume=True)


def test_the_exported_file_answers_as_torch_does(tmp_path: Path) -> None:
    torch.manual_seed(3)
    network = CompactNet().train()
    for _ in range(3):  # batch statistics that are not the first ones
        network(torch.rand(8, 1, 128, 128))
    network.eval()
    rasters = np.random.default_rng(2).integers(0, 256, (5, 128, 128)).astype(np.uint8)
    expected = predict(network, rasters, config=SMALL, device="cpu")
    card = write_model(network, tmp_path / "net.onnx", pixels=128, facts=FACTS)
    model = OnnxModel(tmp_path / "net.onnx", use_gpu=False)
    found = model.run(rasters[:, None].astype(np.float32) / np.float32(255.0))[0]
    assert np.abs(found - expected).max() < 2e-3  # half-precision weights
    assert card.input_shape == (1, 128, 128)
    assert (tmp_path / "net.onnx").stat().st_size < 2.3 * card.parameters
    assert b"/models/" not in (tmp_path / "net.onnx").read_bytes()  # no place on the trainer's disk


def test_folding_the_batch_norms_changes_nothing() -> None:
    torch.manual_seed(4)
    network = CompactNet().train()
    network(torch.rand(8, 1, 128, 128))
    network.eval()
    picture = torch.rand(2, 1, 128, 128)
    before = network(picture).detach()
    folded = fused(network)
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in folded.modules())
    assert torch.allclose(before, folded(picture), atol=1e-5)
    assert SMALLEST_HALVED > 33


def test_targets_are_the_three_sounds_and_read_only() -> None:
    assert paper_targets().shape == (3, N_PREDICTED)
    with pytest.raises(ValueError, match="read-only"):
        paper_targets()[0, 0] = 0.0


CONFIGS = (
    TrainConfig, MapTrainConfig, RecogniserTrainConfig, SensesTrainConfig, ImagineTrainConfig, CrossmodalTrainConfig,
    SonifyTrainConfig,
)  # fmt: skip


def test_every_recipe_is_a_config_and_an_unknown_one_is_named() -> None:
    assert {"paper", "paper_inception"} <= set(recipe_names())
    for name in recipe_names():
        assert isinstance(load_recipe(name), CONFIGS)
    with pytest.raises(ModelError, match="no recipe 'pepper'"):
        load_recipe("pepper")


def test_pictures_are_scaled_to_the_side_a_network_takes() -> None:
    rasters = paper_split(SMALL)[0][:2]
    assert as_input(rasters, 100).shape == (2, 100, 100)
    assert as_input(rasters, 128) is rasters
