"""The factory map "Weather": as its module says, right for its own pictures, quiet about the rest."""

from pathlib import Path

import numpy as np
import pytest

from models.preset_listening import levels
from models.sketch_map.factory_maps import FACTORY_MAPS_FOLDER, SHIPPED, read_factory_maps
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_map.weather import SKY, Weather, weather_map
from models.sketch_to_patch.drawings import clean
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.raster import rasterize
from synth.patch import Patch


@pytest.fixture(scope="module")
def shipped() -> SketchMap:
    ((found,), problems) = read_factory_maps()
    assert not problems
    return found.sketch_map


@pytest.fixture(scope="module")
def predictor(shipped: SketchMap) -> TaughtPredictor:
    made = MapNetworks(use_gpu=False).predictor(shipped)
    assert isinstance(made, TaughtPredictor)
    return made


def test_file_is_the_one_that_the_module_makes(shipped: SketchMap) -> None:
    made = weather_map()
    assert (shipped.name, shipped.base, shipped.reach) == (made.name, made.base, made.reach), "run factory_maps.py"
    assert [it.name for it in shipped.examples] == [it.name for it in made.examples], "run factory_maps.py"
    for file, table in zip(shipped.examples, made.examples, strict=True):
        assert np.allclose(file.patch.as_array(), table.patch.as_array()), f"{file.name}: run packaging/factory_maps.py"
        points, expected = ([p for s in it.sketch.strokes for p in s.points] for it in (file, table))
        np.testing.assert_allclose(points, expected, atol=1e-4)


def test_there_are_ten_to_fourteen_things_each_in_two_hands_or_more() -> None:
    assert 10 <= len(SKY) <= 14
    assert all(len(weather.pictures) >= 2 for weather in SKY)
    assert len({weather.name for weather in SKY}) == len(SKY)


def test_each_picture_gives_exactly_its_sound_and_none_contradicts_another(predictor: TaughtPredictor) -> None:
    examples = predictor.sketch_map.examples
    answers = predictor.predict_unit(np.stack([rasterize(example.sketch) for example in examples]))
    np.testing.assert_allclose(answers, [example.patch.to_unit() for example in examples], atol=1e-6)
    assert predictor.conflicts() == ()


def test_pictures_in_another_hand_mostly_sound_as_what_they_show(predictor: TaughtPredictor) -> None:
    pen = Pen(size=0.72, width=0.025, drift=0.014, tremor=0.002, place=(0.6, 0.4))
    rasters = [
        rasterize(draw(picture(), pen, np.random.default_rng(99 + n)))
        for n, weather in enumerate(SKY)
        for picture in weather.pictures
    ]
    names = [weather.name for weather in SKY for _ in weather.pictures]
    units = {weather.name: predictor.sketch_map.example(f"{weather.name.lower()}1").patch.to_unit() for weather in SKY}
    heard = [
        min(units, key=lambda name: float(np.sum((units[name] - answer) ** 2)))
        for answer in predictor.predict_unit(np.stack(rasters))
    ]
    assert np.mean([found == name for found, name in zip(heard, names, strict=True)]) >= 0.85


def test_a_house_and_a_grid_are_left_to_the_base(predictor: TaughtPredictor) -> None:
    sketches = [draw(clean(name), Pen.clean(), np.random.default_rng(0)) for name in ("house", "grid")]
    rasters = np.stack([rasterize(sketch) for sketch in sketches])
    assert np.all(predictor.taught_share(rasters) < 0.5)


@pytest.mark.parametrize("weather", SKY, ids=lambda weather: weather.name)
def test_sound_is_heard_low_and_high_with_the_player_s_own_envelopes_too(weather: Weather, shipped: SketchMap) -> None:
    patch = next(it.patch for it in shipped.examples if it.name == weather.name)
    for sound in (patch, Patch.default().with_unit(patch.to_unit())):
        for note, level in levels(sound).items():
            assert -42.0 <= level.loudness <= -10.0, note
            assert level.peak < 0.9, note


def test_missing_and_damaged_files_are_a_sentence_each(tmp_path: Path) -> None:
    found, problems = read_factory_maps(tmp_path)
    assert (found, len(problems)) == ((), len(SHIPPED))
    assert "Weather" in problems[0] and problems[0].endswith("Install Bouba again.")
    (tmp_path / "weather.boubamap").write_bytes((FACTORY_MAPS_FOLDER / "weather.boubamap").read_bytes()[:-50])
    found, problems = read_factory_maps(tmp_path)
    assert found == ()
    assert problems[0].startswith("weather.boubamap") and problems[0].endswith("Install Bouba again.")
