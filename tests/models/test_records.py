"""The commands that measure and export a run; skipped where torch is not installed (it is no part of the program)."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from models import evaluate, export, latency  # noqa: E402
from models.sketch_to_patch.dataset import TrainConfig  # noqa: E402
from models.sketch_to_patch.figures import paper_set  # noqa: E402
from models.sketch_to_patch.predictor import SketchPredictor  # noqa: E402
from models.sketch_to_patch.train import build_network, predict, train  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

SMALL = TrainConfig(pictures=45, epochs=1, batch=7, human_like_per_epoch=6)


@pytest.fixture
def small_recipes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every recipe is a small one."""
    for command in (evaluate, export, latency):
        monkeypatch.setattr(command, "load_recipe", lambda name: SMALL)
    monkeypatch.setattr(evaluate, "HUMAN_LIKE", 9)


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one epoch."""
    folder = tmp_path_factory.mktemp("run")
    train(SMALL, folder, data=None, minutes=1.0, device="cpu", resume=False)
    return folder


@pytest.mark.usefixtures("small_recipes")
def test_a_run_is_exported_judged_and_answers_as_it_did_in_torch(run_folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    done = CliRunner().invoke(export.main, ["paper", "--run", str(run_folder), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    predictor = SketchPredictor("paper", folder=tmp_path, use_gpu=False)
    network = build_network(SMALL)
    network.load_state_dict(load_file(run_folder / "best.safetensors"))
    rasters, _ = paper_set(5, 6)
    expected = predict(network, rasters, config=SMALL, device="cpu")
    assert np.abs(predictor.predict_unit(rasters) - expected).max() < 2e-3  # half-precision weights
    card = predictor.card
    assert card.parameters == 558_097 and card.seed == SMALL.seed
    assert "45 pictures generated as in the paper, 70 % of them for training, and 6 fresh drawings" in card.data
    assert set(card.versions) == {"python", "torch", "numpy"}
    assert card.metrics["validation_error"] > 0.0


@pytest.mark.usefixtures("small_recipes")
def test_the_record_of_a_run_has_every_measure(run_folder: Path) -> None:
    report = evaluate.report_of("paper", run_folder, data=None, split="test", sweeps=True)
    assert {"validation_error", "all_within_2_percent", "human_like", "onnx_bytes"} <= set(report)
    assert report["onnx_against_torch"] < 2e-3
    assert "sweep" not in report


@pytest.mark.usefixtures("small_recipes")
def test_latency_is_measured_in_torch_and_onnx_runtime() -> None:
    report = latency.latency_of("paper", 3)
    for engine in ("torch_ms", "onnx_ms"):
        assert 0.0 < report[engine]["median"] <= report[engine]["p95"]
    assert report["onnx_bytes"] > 1_000_000


@pytest.mark.usefixtures("small_recipes")
@pytest.mark.parametrize("command", [evaluate.main, export.main])
def test_a_run_that_is_not_there_is_one_sentence(command: object, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["paper", "--run", str(tmp_path / "none")])  # type: ignore[arg-type]
    assert done.exit_code == 1
    assert done.output.startswith("Error: The run ") and done.output.count("\n") == 1


def test_the_run_folder_says_what_was_trained(run_folder: Path) -> None:
    facts = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    assert facts["config"]["pictures"] == 45
    assert len(facts["data_sha256"]) == 64
    assert replace(SMALL, **facts["config"]) == SMALL
