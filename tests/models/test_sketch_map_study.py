"""The study of teaching, on drawings made here, and the plain ways to learn that it compares with."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from models.errors import ModelError
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.rivals import nearest_neighbour, radial_functions, ridge_regression
from models.sketch_map.specimens import plain_sketches, redrawn
from models.sketch_map.study import as_table, main, read_classes
from models.sketch_map.study_measures import judge, one_shape_alone, study
from models.sketch_to_patch.raster import rasterize
from synth.presets import factory_presets
from tests.models.test_sketch_map_predictor import BrightnessBase


def write_drawings(folder: Path, *, train: int = 4, test: int = 5) -> None:
    (folder / "sketch").mkdir()
    rng = np.random.default_rng(0)
    for name, number in (("round", 0), ("star", 4), ("wave", 7)):
        images = np.stack([rasterize(redrawn(plain_sketches()[number], rng)) for _ in range(train + test)])
        np.savez(folder / "sketch" / f"{name}.npz", images=images, split=["train"] * train + ["test"] * test)


def test_on_easy_drawings_teaching_is_right_and_the_base_is_not(tmp_path: Path) -> None:
    write_drawings(tmp_path)
    classes = read_classes(tmp_path, fewest_train=3, most=10)
    rows = study(classes, PixelEmbedding(), BrightnessBase(), per_class=(1, 3), repetitions=2)
    found = {(row["per_class"], row["way"]): row for row in rows}
    assert found[3, "taught map"]["right"] >= 0.9
    assert found[3, "taught map"]["distance"] < 0.05
    assert found[3, "taught map"]["left"] == 0.0
    assert found[3, "base alone"]["right"] < 0.7
    assert found[3, "base alone"]["left"] == 1.0
    assert found[1, "base alone"]["right"] == found[3, "base alone"]["right"]


def test_one_shape_taught_alone_is_taken_by_its_redrawings_and_not_by_other_shapes(tmp_path: Path) -> None:
    write_drawings(tmp_path)
    taken = one_shape_alone(read_classes(tmp_path, fewest_train=3, most=10), PixelEmbedding())
    assert taken["own_class"] >= 0.9
    assert taken["other_classes"] == 0.0


def test_the_same_seed_gives_the_same_study_and_its_table_has_a_row_for_each_way(tmp_path: Path) -> None:
    write_drawings(tmp_path)
    classes = read_classes(tmp_path, fewest_train=3, most=10)
    one, other, third = (
        study(classes, PixelEmbedding(), BrightnessBase(), per_class=(1,), repetitions=1, seed=seed)
        for seed in (1, 1, 2)
    )
    assert one == other
    assert one != third
    assert as_table(one).count("\n| ") == len(one)


def test_small_classes_are_left_out_and_no_classes_are_said(tmp_path: Path) -> None:
    write_drawings(tmp_path)
    assert set(read_classes(tmp_path, fewest_train=4, most=10)) == {"round", "star", "wave"}
    assert len(read_classes(tmp_path, fewest_train=4, most=2)) == 2
    with pytest.raises(ModelError, match="no two classes"):
        read_classes(tmp_path, fewest_train=5, most=10)
    result = CliRunner().invoke(main, ["--data", str(tmp_path / "missing")])
    assert result.exit_code == 1
    assert "no two classes" in result.output


def test_the_command_prints_json_and_a_table(tmp_path: Path) -> None:
    write_drawings(tmp_path)
    arguments = ["--data", str(tmp_path), "--repetitions", "1", "--per-class", "1", "--per-class", "2"]
    report = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).output)
    assert report["test_drawings"] == {"round": 5, "star": 5, "wave": 5}
    assert {row["per_class"] for row in report["measures"]} == {1, 2}
    assert "| taught map |" in CliRunner().invoke(main, arguments).output


def test_a_right_answer_is_right_and_has_no_distance() -> None:
    sounds = np.array([preset.patch.to_unit() for preset in factory_presets()[:3]])
    assert judge(sounds, sounds, np.arange(3)) == (1.0, pytest.approx(0.0, abs=1e-9))
    right, distance = judge(sounds[[1, 2, 0]], sounds, np.arange(3))
    assert right == 0.0
    assert distance > 0.1


def test_the_nearest_neighbour_is_the_nearest() -> None:
    points, units = np.array([[0.0], [1.0]]), np.array([[0.2] * 33, [0.8] * 33])
    assert nearest_neighbour(points, units, np.array([[0.4], [0.6]]))[:, 0].tolist() == [0.2, 0.8]


def test_ridge_regression_finds_a_straight_line() -> None:
    rng = np.random.default_rng(0)
    points = rng.random((40, 3))
    units = np.repeat(0.2 + points @ [[0.1], [0.3], [0.2]], 33, axis=1)
    places = rng.random((5, 3))
    expected = 0.2 + places @ [0.1, 0.3, 0.2]
    assert ridge_regression(points, units, places)[:, 0] == pytest.approx(expected, abs=1e-3)


def test_radial_functions_meet_their_examples_and_end_at_their_reach() -> None:
    rng = np.random.default_rng(0)
    points, residuals = rng.normal(size=(20, 8)), rng.normal(size=(20, 33))
    assert radial_functions(points, residuals, points, 3.0) == pytest.approx(residuals, abs=1e-3)
    assert not radial_functions(points, residuals, points + 100.0, 3.0).any()
