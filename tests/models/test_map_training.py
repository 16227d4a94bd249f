"""Training a map of any drawing: data, network, loss and loop on a few drawings; what is exported answers alike."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("onnx", reason="training needs the group `train`")

from models.audible import audible_mask  # noqa: E402
from models.errors import ModelError  # noqa: E402
from models.sketch_to_patch.export import write_model  # noqa: E402
from models.sketch_to_patch.geometry import NAMES, measure  # noqa: E402
from models.sketch_to_patch.map_config import LossConfig, MapConfig, MapTrainConfig  # noqa: E402
from models.sketch_to_patch.map_data import KINDS, MapSet, inked_in, joined, made_chunk, taught_units  # noqa: E402
from models.sketch_to_patch.map_loss import map_loss  # noqa: E402
from models.sketch_to_patch.map_network import NUMBERS, SETTINGS, MapNet, choices, moments  # noqa: E402
from models.sketch_to_patch.map_train import pictures_of, predict, train_map, with_sounds  # noqa: E402
from models.sketch_to_patch.predictor import SketchPredictor  # noqa: E402
from models.sketch_to_patch.raster import rasterize  # noqa: E402
from models.sketch_to_patch.sound_space import inputs_of, train_proxy  # noqa: E402
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool  # noqa: E402
from synth.parameters import INDEX, N_PREDICTED, PREDICTED  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")  # in the exporter

X, Y, TILT = (NAMES.index(name) for name in ("x", "y", "tilt"))
SMALL = MapTrainConfig(network=MapConfig(channels=(4, 8, 8, 8, 8), hidden=16, embedding=8), epochs=2, batch=16)
FACTS = {"name": "Small", "task": "sketch_to_patch", "data": "", "licence": "MIT", "command": "", "seed": 0}


@pytest.fixture(scope="module")
def drawings() -> MapSet:
    chunk = made_chunk(1, 48)
    return MapSet(chunk.rasters, chunk.measures, chunk.kinds, np.arange(48) % 3 == 0)


@pytest.fixture
def sets(drawings: MapSet, tmp_path: Path) -> Path:
    folder = tmp_path / "sets"
    folder.mkdir()
    for name in ("train", "val"):
        drawings.save(folder / f"{name}.npz")
    return folder


def test_every_row_is_a_number_or_a_setting() -> None:
    assert {row.id for row in NUMBERS} | {row.id for row in SETTINGS} == {row.id for row in PREDICTED}
    assert len(NUMBERS) + len(SETTINGS) == N_PREDICTED
    assert choices(PREDICTED[INDEX["osc1_wave"]]) == 6


def test_drawings_seen_anew_have_the_properties_that_are_measured_there(drawings: MapSet) -> None:
    anew = drawings.anew(np.random.default_rng(3))
    assert np.array_equal(anew.rasters.sum(axis=(1, 2)), drawings.rasters.sum(axis=(1, 2)))  # nothing is cut off
    assert 12 <= np.count_nonzero(np.sign(anew.measures[:, TILT]) != np.sign(drawings.measures[:, TILT])) <= 36
    assert np.std(anew.measures[:, X] - drawings.measures[:, X]) > 0.05
    measured = np.array([measure(raster).as_array() for raster in anew.rasters[:24]])
    off = np.abs(measured - anew.measures[:24])
    assert off[:, [X, Y]].max() < 1e-3
    assert off.mean(axis=0).max() < 0.03  # thinning prefers one side of a line that is an even number of pixels wide
    assert off.max() < 0.3


def test_moments_are_the_place_and_the_direction_of_the_ink(drawings: MapSet) -> None:
    found = moments(pictures_of(drawings.rasters, "cpu"), MapNet(SMALL.network).place).numpy()
    _, right, down, across, upright, elongation, tilt, columns, rows = found.T
    np.testing.assert_allclose(0.5 + 0.5 * right, drawings.measures[:, X], atol=2e-3)
    np.testing.assert_allclose(0.5 - 0.5 * down, drawings.measures[:, NAMES.index("y")], atol=2e-3)
    for column, name in ((elongation, "elongation"), (tilt, "tilt")):
        assert stats.spearmanr(column, drawings.measures[:, NAMES.index(name)]).statistic > 0.85
    mirrored = moments(pictures_of(drawings.rasters[:, :, ::-1], "cpu"), MapNet(SMALL.network).place).numpy()
    np.testing.assert_allclose(mirrored[:, 6], -tilt, atol=1e-3)
    np.testing.assert_allclose(mirrored[:, 3:5].T, [across, upright], atol=1e-4)
    assert (np.maximum(columns, rows) <= drawings.measures[:, NAMES.index("size")] + 0.02).all()


def test_best_score_is_the_setting_and_the_level_does_not_depend_on_how_sure_it_is() -> None:
    network = MapNet(SMALL.network).eval()
    place = [row.id for row in SETTINGS].index("osc1_wave")
    head = network.settings[place]
    with torch.no_grad():
        head.weight.zero_()
        head.bias.copy_(torch.tensor([0.0, 0.0, 9.0, 0.0, 0.0, 0.0]))
        sure, _ = network(torch.zeros(1, 1, 128, 128))
        head.bias.copy_(torch.tensor([0.0, 0.0, 9.0, 8.9, 0.0, 0.0]))
        torn, _ = network(torch.zeros(1, 1, 128, 128))
    for unit in (sure, torn):
        assert float(unit[0, INDEX["osc1_wave"]]) == pytest.approx(2.0 / 5.0)
    assert float(torn[0, INDEX["osc1_amp"]]) == float(sure[0, INDEX["osc1_amp"]])


@torch.no_grad()
def test_what_cannot_be_heard_moves_nothing(drawings: MapSet) -> None:
    torch.manual_seed(0)
    network = MapNet(SMALL.network).eval()
    units = taught_units(drawings.measures, drawings.kinds)
    units[:, INDEX["osc3_level"]] = 0.0
    other = units.copy()
    other[:, INDEX["osc3_amp"]] = 1.0 - other[:, INDEX["osc3_amp"]]
    other[:, INDEX["osc3_wave"]] = 0.0
    truth = (torch.from_numpy(drawings.measures), torch.from_numpy(drawings.kinds))
    answer = network.answer(pictures_of(drawings.rasters, "cpu"))
    masked, whole = (
        [
            float(
                map_loss(answer, torch.from_numpy(u), torch.from_numpy(audible_mask(units)), truth=truth, config=config)
            )
            for u in (units, other)
        ]
        for config in (LossConfig(), LossConfig(masked=False))
    )
    assert masked[0] == pytest.approx(masked[1])
    assert abs(whole[0] - whole[1]) > 1e-3


@torch.no_grad()
def test_kinds_that_are_not_known_teach_no_kind(drawings: MapSet) -> None:
    network = MapNet(SMALL.network).eval()
    taught = with_sounds(drawings)
    answer = network.answer(pictures_of(drawings.rasters, "cpu"))
    arguments = answer, torch.from_numpy(taught.units), torch.from_numpy(taught.heard)
    measures = torch.from_numpy(drawings.measures)
    nobody = torch.full((len(drawings),), -1)
    without = float(map_loss(*arguments, truth=(measures, nobody), config=LossConfig()))
    off = float(
        map_loss(*arguments, truth=(measures, torch.from_numpy(drawings.kinds)), config=LossConfig(classes=0.0))
    )
    assert without == pytest.approx(off)


def test_training_brings_the_loss_down_writes_its_run_and_goes_on(sets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    config = replace(SMALL, epochs=8)
    train_map(config, folder, sets=sets, minutes=0.0, device="cpu", resume=False)
    report = train_map(config, folder, sets=sets, minutes=9.0, device="cpu", resume=True)
    assert report["epoch"] == 8
    losses = [json.loads(line)["training_error"] for line in (folder / "metrics.jsonl").read_text().splitlines()]
    assert len(losses) == 8
    assert losses[-1] < 0.9 * losses[0]
    facts = json.loads((folder / "run.json").read_text())
    assert (facts["generated"], facts["human"]) == (32, 16)
    assert (folder / "best.safetensors").exists()
    before = (folder / "best.safetensors").read_bytes()
    train_map(replace(config, epochs=9), folder, sets=sets, minutes=9.0, device="cpu", resume=True)
    assert json.loads((folder / "run.json").read_text())["stages"] == [8, 9]
    assert (folder / "best.safetensors").read_bytes() != before  # a new stage is judged by itself


def test_without_people_only_generated_drawings_are_seen(sets: Path, tmp_path: Path) -> None:
    train_map(
        replace(SMALL, human=False, epochs=1), tmp_path / "run", sets=sets, minutes=9.0, device="cpu", resume=False
    )
    facts = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (facts["generated"], facts["human"]) == (32, 0)


def test_missing_sets_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing or damaged"):
        train_map(SMALL, tmp_path / "run", sets=tmp_path, minutes=1.0, device="cpu", resume=False)


def test_exported_network_answers_as_the_trained_one(drawings: MapSet, tmp_path: Path) -> None:
    torch.manual_seed(3)
    network = MapNet(SMALL.network).eval()
    unit, embedding = predict(network, drawings.rasters[:8], "cpu")
    write_model(network, tmp_path / "small.onnx", pixels=128, facts=FACTS, outputs=("unit", "embedding"))
    predictor = SketchPredictor("small", folder=tmp_path, use_gpu=False)
    assert predictor.predict_unit(drawings.rasters[:8]) == pytest.approx(unit, abs=5e-3)
    found = predictor.embed(drawings.rasters[:8])
    assert predictor.dimensions == found.shape[1] == 8
    assert found == pytest.approx(embedding, abs=5e-3)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_inking_in_fills_what_is_enclosed_and_nothing_else() -> None:
    square = Stroke(Tool.RECTANGLE, (Point(0.2, 0.2), Point(0.6, 0.6)))
    line = Stroke(Tool.LINE, (Point(0.7, 0.1), Point(0.9, 0.9)))
    raster = rasterize(Sketch((square, line)))
    filled = inked_in(raster, np.random.default_rng(0))
    assert filled[51, 51] == 255
    assert raster[51, 51] == 0
    assert np.array_equal(filled[:, 84:], raster[:, 84:])
    assert np.array_equal(filled[:20], raster[:20])


def test_inking_in_a_share_fills_some_areas_whole_and_leaves_the_others() -> None:
    corners = [(0.08 + 0.3 * i, 0.08 + 0.3 * j) for i in range(3) for j in range(3)]
    squares = [Stroke(Tool.RECTANGLE, (Point(x, y), Point(x + 0.2, y + 0.2))) for x, y in corners]
    raster = rasterize(Sketch(tuple(squares)))
    filled = inked_in(raster, np.random.default_rng(1), 0.5)
    inside = np.array([filled[round(128 * y) + 8 : round(128 * y) + 18, round(128 * x) + 8 : round(128 * x) + 18]
                       for x, y in corners])  # fmt: skip
    inked = inside.reshape(9, -1).mean(axis=1)
    assert set(inked.tolist()) == {0.0, 255.0}


def test_sets_are_joined_and_kept(drawings: MapSet, tmp_path: Path) -> None:
    twice = joined([drawings, drawings])
    twice.save(tmp_path / "twice.npz")
    again = MapSet.load(tmp_path / "twice.npz")
    assert len(again) == 96
    assert np.array_equal(again.rasters, twice.rasters)
    assert set(again.kinds.tolist()) <= set(range(len(KINDS)))


def test_answers_stay_within_what_was_taught_where_that_is_asked_for(drawings: MapSet, tmp_path: Path) -> None:
    torch.manual_seed(3)
    network = MapNet(SMALL.network).eval()
    free, _ = predict(network, drawings.rasters, "cpu")
    taught = taught_units(drawings.measures, drawings.kinds)
    low, high = taught.min(axis=0) - 1e-3, taught.max(axis=0) + 1e-3
    assert ((free < low) | (free > high)).any()
    network.keep_within(torch.from_numpy(taught))
    write_model(network, tmp_path / "small.onnx", pixels=128, facts=FACTS, outputs=("unit", "embedding"))
    units = SketchPredictor("small", folder=tmp_path, use_gpu=False).predict_unit(drawings.rasters)
    assert ((units >= low) & (units <= high)).all()
    inside = (free >= taught.min(axis=0)) & (free <= taught.max(axis=0))
    assert units[inside] == pytest.approx(free[inside], abs=5e-3)


def test_plain_heads_give_all_values_and_no_scores(drawings: MapSet) -> None:
    network = MapNet(replace(SMALL.network, heads="plain")).eval()
    answer = network.answer(pictures_of(drawings.rasters[:4], "cpu"))
    assert answer.numbers.shape == (4, N_PREDICTED)
    assert answer.scores == ()
    taught = with_sounds(drawings.where(np.arange(4)))
    unit = torch.from_numpy(taught.units)
    loss = map_loss(
        answer._replace(numbers=unit), unit, torch.from_numpy(taught.heard),
        truth=(torch.zeros(4, 13), torch.zeros(4, dtype=torch.long)), config=LossConfig(squared=True),
    )  # fmt: skip
    assert float(loss) == 0.0


def test_in_hertz_a_step_in_the_treble_counts_for_more_than_one_in_the_bass(drawings: MapSet) -> None:
    taught = torch.full((2, N_PREDICTED), 0.3)
    taught[1, INDEX["filter1_cutoff_hz"]] = 0.9
    numbers = taught[:, [INDEX[row.id] for row in NUMBERS]].clone()
    cutoff = [row.id for row in NUMBERS].index("filter1_cutoff_hz")
    truth = torch.zeros(1, 13), -torch.ones(1, dtype=torch.long)
    heard = torch.ones(1, N_PREDICTED, dtype=torch.bool)

    def loss(row: int, *, hertz: bool) -> float:
        found = numbers[row : row + 1].clone()
        found[:, cutoff] += 0.05
        answer = MapNet(SMALL.network).eval().answer(torch.zeros(1, 1, 128, 128))
        scores = tuple(torch.zeros_like(score) for score in answer.scores)
        given = answer._replace(numbers=found, scores=scores, geometry=truth[0])
        config = LossConfig(hertz=hertz, settings=0.0, classes=0.0)
        return float(map_loss(given, taught[row : row + 1], heard, truth=truth, config=config))

    assert loss(0, hertz=False) == pytest.approx(loss(1, hertz=False), rel=1e-4)
    assert loss(1, hertz=True) > 5.0 * loss(0, hertz=True)


def test_proxy_of_the_synth_hears_that_a_filter_closes(drawings: MapSet) -> None:
    units = with_sounds(drawings).units
    proxy, error_db = train_proxy(units, renders=400, epochs=300, seed=1, processes=1)
    assert error_db < 12.0
    columns = torch.from_numpy(units).clone()
    closed, opened = columns.clone(), columns.clone()
    for row in ("filter1_cutoff_hz", "filter1_env_hz"):
        low, high = np.quantile(units[:, INDEX[row]], (0.1, 0.9))  # what it was taught
        closed[:, INDEX[row]], opened[:, INDEX[row]] = float(low), float(high)
    treble = slice(30, 40)
    assert float((proxy(inputs_of(opened)) - proxy(inputs_of(closed)))[:, treble].mean()) > 0.3
