"""`bouba predict` sees in a picture file what the window would see in the drawing."""

import json
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.picture_files import read_picture
from models.sketch_to_patch.predictor import SketchPredictor
from models.sketch_to_patch.raster import rasterize
from synth.parameters import PREDICTED
from tests.app.cli.conftest import Run


def test_json_has_one_line_a_picture_with_the_33_in_table_order(
    bouba: Run, circle_picture: Path, triangle_picture: Path
) -> None:
    outcome = bouba("predict", circle_picture, triangle_picture, "--json")
    assert outcome.code == 0, outcome.err
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert [answer["image"] for answer in answers] == [str(circle_picture), str(triangle_picture)]
    for answer in answers:
        assert set(answer) == {"image", "map", "parameters", "nearest"}
        assert answer["map"] == "bouba"
        assert [entry["id"] for entry in answer["parameters"]] == [row.id for row in PREDICTED]
        assert [entry["unit"] for entry in answer["parameters"]] == [row.unit for row in PREDICTED]
        for row, entry in zip(PREDICTED, answer["parameters"], strict=True):
            assert set(entry) == {"id", "value", "unit"}
            legal = entry["value"] in row.choices if row.choices else row.minimum <= entry["value"] <= row.maximum
            assert legal, entry


def test_circle_and_triangle_have_the_sounds_they_were_taught(
    bouba: Run, circle_picture: Path, triangle_picture: Path
) -> None:
    lines = bouba("predict", circle_picture, triangle_picture, "--map", "paper", "--json").out.splitlines()
    nearest = [json.loads(line)["nearest"] for line in lines]
    assert [entry["preset"] for entry in nearest] == ["Paper 1", "Paper 3"]
    assert all(0.0 <= entry["distance"] < 0.1 for entry in nearest)


def test_thin_lines_have_the_sound_that_the_window_gives_them(bouba: Run, tmp_path: Path) -> None:
    page = Image.new("L", (1600, 1600), 245)
    ImageDraw.Draw(page).line([(200, 900), (700, 300), (1300, 1200)], fill=30, width=2)
    page.save(tmp_path / "pencil.png")
    drawn = read_picture(tmp_path / "pencil.png")
    assert rasterize(drawn).max() > 180
    expected = SketchPredictor("bouba").predict(rasterize(drawn))
    answer = json.loads(bouba("predict", tmp_path / "pencil.png", "--json").out)
    values = {entry["id"]: entry["value"] for entry in answer["parameters"]}
    assert values == {row.id: row.format(expected[row.id]) if row.choices else expected[row.id] for row in PREDICTED}


def test_text_shows_every_value_with_its_unit(bouba: Run, circle_picture: Path) -> None:
    out = bouba("predict", circle_picture, "--map", "paper").out
    assert "Pulse" in out
    assert "kHz" in out
    assert "nearest preset" in out
    assert len(out.splitlines()) == 1 + 33 + 1


def test_a_map_is_found_whatever_its_capitals(bouba: Run, circle_picture: Path) -> None:
    assert json.loads(bouba("predict", circle_picture, "--map", "Paper", "--json").out)["map"] == "paper"


def test_an_unknown_map_is_one_sentence_with_the_maps_there_are(bouba: Run, circle_picture: Path) -> None:
    outcome = bouba("predict", circle_picture, "--map", "atlas")
    assert outcome.code == 1
    assert "'atlas'" in outcome.err
    assert "paper" in outcome.err


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(20)])
def test_a_bad_picture_is_one_sentence_and_the_others_are_answered(
    bouba: Run, circle_picture: Path, tmp_path: Path, content: bytes
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(content)
    outcome = bouba("predict", bad, circle_picture, "--json")
    assert outcome.code == 1
    assert len(outcome.out.splitlines()) == 1
    assert outcome.err.startswith("Error: bad.png")
    assert outcome.err.count("\n") == 1


def test_a_missing_picture_is_one_sentence(bouba: Run, tmp_path: Path) -> None:
    outcome = bouba("predict", tmp_path / "nowhere.png")
    assert outcome.code == 1
    assert "nowhere.png" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_factory_map_of_drawings_predicts_by_its_name(bouba: Run, circle_picture: Path) -> None:
    assert json.loads(bouba("predict", circle_picture, "--map", "weather", "--json").out)["map"] == "Weather"
