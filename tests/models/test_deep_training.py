"""Refitting the network under a map: what is read, what a step does, what comes out, and what stays."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("onnx", reason="training needs the group `train`")

from models.audible import audible_mask  # noqa: E402
from models.card import read_card  # noqa: E402
from models.errors import ModelError  # noqa: E402
from models.onnx_model import HeldNetwork  # noqa: E402
from models.sketch_map.deep_config import DeepConfig  # noqa: E402
from models.sketch_map.deep_export import in_torch  # noqa: E402
from models.sketch_map.deep_loop import train_deeply  # noqa: E402
from models.sketch_map.deep_network import body_of, early, freeze, kept_loss, network_of, taught_loss  # noqa: E402
from models.sketch_map.example import Example  # noqa: E402
from models.sketch_map.lessons import knob_error  # noqa: E402
from models.sketch_map.map_file import save_map  # noqa: E402
from models.sketch_map.sketch_map import SketchMap  # noqa: E402
from models.sketch_map.specimens import plain_sketches, specimens  # noqa: E402
from models.sketch_map.training_report import Progress, progress_of  # noqa: E402
from models.sketch_to_patch.map_train import pictures_of  # noqa: E402
from models.sketch_to_patch.predictor import MAPS_FOLDER, SketchPredictor  # noqa: E402
from models.sketch_to_patch.raster import rasterize  # noqa: E402
from synth.patch import Patch  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")  # in the exporter

STAR, CROSS = plain_sketches()[4], plain_sketches()[8]
BRIGHT = Patch.of({"osc1_wave": "Square", "filter1_cutoff_hz": 9000.0, "reverb_mix": 60.0})
DARK = Patch.of({"osc1_wave": "Sine", "filter1_cutoff_hz": 300.0, "reverb_mix": 5.0})
SMALL = DeepConfig(pictures=48, each=8, others=16, held=8, epochs=3, steps=6, batch=8)


def a_map(base: str) -> SketchMap:
    examples = (Example(id="e1", sketch=STAR, patch=BRIGHT), Example(id="e2", sketch=CROSS, patch=DARK))
    return SketchMap(name="Mine", base=base, examples=examples)


def trained(base: str, folder: Path, **changes: object) -> tuple[Path, list[Progress]]:
    told: list[Progress] = []
    config = replace(SMALL, **changes)
    path = train_deeply(
        a_map(base), folder, config=config, minutes=30.0, device="cpu", resume=(folder / "run.json").exists(),
        tell=told.append,
    )  # fmt: skip
    return path, told


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Progress]]:
    return trained("bouba", tmp_path_factory.mktemp("run"))


@pytest.mark.parametrize("base", ["bouba", "paper"])
def test_the_base_that_is_read_answers_as_its_file_does(base: str) -> None:
    rasters = specimens()[:, 0]
    found = in_torch(network_of(MAPS_FOLDER / f"{base}.onnx"), rasters)
    assert found == pytest.approx(SketchPredictor(base, use_gpu=False).predict_unit(rasters), abs=1e-3)


@pytest.mark.parametrize("base", ["bouba", "paper"])
def test_nothing_is_lost_before_anything_moved(base: str) -> None:
    network, other = (network_of(MAPS_FOLDER / f"{base}.onnx") for _ in range(2))
    features = early(network, pictures_of(specimens()[:, 0], "cpu"), 4)
    heard = torch.ones(len(features), 33, dtype=torch.bool)
    assert float(kept_loss(network, other, features, heard, steps=4).detach()) == pytest.approx(0.0, abs=1e-5)
    with torch.no_grad():
        next(iter(body_of(network).residual.parameters())).add_(0.05)
    assert float(kept_loss(network, other, features, heard, steps=4).detach()) > 1e-4


@pytest.mark.parametrize("base", ["bouba", "paper"])
def test_a_few_steps_bring_the_taught_loss_down_and_leave_what_is_frozen(base: str) -> None:
    network = network_of(MAPS_FOLDER / f"{base}.onnx")
    freeze(network, 4)
    frozen = [weight.clone() for weight in next(iter(body_of(network).steps)).parameters()]
    features = early(network, pictures_of(np.stack([rasterize(STAR), rasterize(CROSS)]), "cpu"), 4).detach()
    units = torch.tensor(np.stack([BRIGHT.to_unit(), DARK.to_unit()])).float()
    heard = torch.ones(2, 33, dtype=torch.bool)
    optimiser = torch.optim.Adam(network.parameters(), 1e-3)
    losses = []
    for _ in range(12):
        loss = taught_loss(network, features, units, heard, steps=4)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.7 * losses[0]
    assert all(torch.equal(a, b) for a, b in zip(frozen, next(iter(body_of(network).steps)).parameters(), strict=True))


def test_what_comes_out_has_learnt_and_runs_without_torch(run: tuple[Path, list[Progress]]) -> None:
    path, told = run
    card = read_card(path.with_suffix(".json"))
    predictor = SketchPredictor("mine", use_gpu=False, held=HeldNetwork(path.read_bytes(), card))
    rasters = np.stack([rasterize(STAR), rasterize(CROSS)])
    taught = np.stack([BRIGHT.to_unit(), DARK.to_unit()])
    before = SketchPredictor("bouba", use_gpu=False).predict_unit(rasters)
    now = predictor.predict_unit(rasters)
    heard = audible_mask(taught)
    assert knob_error(now, taught, heard) < 0.8 * knob_error(before, taught, heard)
    assert predictor.dimensions == 64
    assert card.metrics["held_error"] < card.metrics["held_error_before"]
    assert [it.stage for it in told if it.stage == "training"] == ["training"] * 3
    assert set(told[-1].now) == {"e1", "e2"}
    assert [it.share for it in told] == sorted(it.share for it in told)


def test_the_same_map_and_seed_give_the_same_training(run: tuple[Path, list[Progress]], tmp_path: Path) -> None:
    _, told = trained("bouba", tmp_path)
    first, again = ([(it.loss, it.held_error) for it in some if it.epoch] for some in (run[1], told))
    assert np.array(again) == pytest.approx(np.array(first), rel=1e-3)


def test_a_training_goes_on_where_it_stopped_but_not_with_other_drawings(tmp_path: Path) -> None:
    trained("paper", tmp_path, epochs=1)
    _, told = trained("paper", tmp_path, epochs=2)
    assert [it.epoch for it in told if it.epoch] == [2]
    assert len((tmp_path / "metrics.jsonl").read_text().splitlines()) == 2
    with pytest.raises(ModelError, match="other drawings"):
        trained("paper", tmp_path, seed=7)


def test_a_map_without_lessons_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Nothing is taught"):
        train_deeply(
            SketchMap(name="Mine"), tmp_path, config=SMALL, minutes=1.0, device="cpu", resume=False, tell=lambda _: None
        )


def test_the_command_says_reports_and_says_why_not(tmp_path: Path) -> None:
    save_map(tmp_path / "empty.boubamap", SketchMap(name="Empty"))
    words = [sys.executable, "-m", "models.sketch_map.deep_training", "--map", str(tmp_path / "empty.boubamap")]
    ended = subprocess.run([*words, "--out", str(tmp_path / "out")], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1].startswith("Error: Nothing is taught in the map Empty")
    assert [it and it.stage for it in map(progress_of, ended.stdout.splitlines())] == ["drawing"]
