"""From a sound to the drawing that gives it, over a made-up map and over the shipped ones."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from models.sketch_to_patch.drawings import clean
from models.sketch_to_patch.geometry import measure
from models.sketch_to_patch.meaning import SHARPEST, sound_of
from models.sketch_to_patch.pen import Pen, draw
from models.sketch_to_patch.predictor import SketchPredictor
from models.sketch_to_patch.raster import rasterize
from models.sound_to_sketch.geometry_of_sound import geometry_of
from models.sound_to_sketch.search import Sketcher
from models.sound_to_sketch.sound_distance import sound_distances
from synth.parameters import INDEX, N_PREDICTED
from synth.patch import Patch

Units = NDArray[np.float64]


def unit(**values: float | str) -> Units:
    return Patch.of(values).to_unit()


def ink_and_place(rasters: NDArray[np.uint8]) -> Units:
    """A made-up map: the more ink, the brighter; the farther to the right, the more reverb."""
    units = np.tile(Patch.default().to_unit(), (len(rasters), 1))
    ink = rasters.mean(axis=(1, 2)) / 255.0
    right = (rasters.sum(axis=1) * np.arange(128)).sum(axis=1) / np.maximum(rasters.sum(axis=(1, 2)), 1) / 127.0
    units[:, INDEX["filter1_cutoff_hz"]] = np.minimum(1.0, 0.3 + 2.0 * ink)
    units[:, INDEX["reverb_mix"]] = right
    return units


def test_what_cannot_be_heard_makes_no_distance() -> None:
    quiet = unit(osc2_level=0.0, osc2_wave="Noise", chorus_on="Off", chorus_rate_hz=9.0)
    other = unit(osc2_level=0.0, osc2_wave="Sine", chorus_on="Off", chorus_rate_hz=1.0)
    assert sound_distances(quiet, other[None])[0] == 0.0


def test_order_of_the_oscillators_makes_no_distance_and_their_waves_do() -> None:
    one = unit(osc1_wave="Sine", osc1_amp=60.0, osc2_level=100.0, osc2_wave="Noise", osc2_amp=30.0)
    swapped = unit(osc1_wave="Noise", osc1_amp=30.0, osc2_level=100.0, osc2_wave="Sine", osc2_amp=60.0)
    other = unit(osc1_wave="Square", osc1_amp=60.0, osc2_level=100.0, osc2_wave="Noise", osc2_amp=30.0)
    alike, unlike = sound_distances(one, np.stack([swapped, other]))
    assert alike == pytest.approx(0.0, abs=1e-9)
    assert unlike > 0.1


def test_distance_grows_with_the_way_of_a_cutoff() -> None:
    ways = [unit(filter1_cutoff_hz=hz) for hz in (500.0, 700.0, 2000.0, 9000.0)]
    distances = sound_distances(ways[0], np.stack(ways))
    assert (np.diff(distances) > 0.0).all() and distances[0] == 0.0


def test_distance_refuses_what_is_no_sound() -> None:
    with pytest.raises(ValueError, match="Sounds are"):
        sound_distances(np.zeros(3), np.zeros((1, N_PREDICTED)))


@pytest.mark.parametrize(("name", "pen"), [
    ("star", Pen.clean(0.8)), ("circle", Pen(size=0.3, place=(0.1, 0.8))), ("diamond", Pen(size=0.6, fill=1.0)),
])  # fmt: skip
def test_rules_read_backwards_give_the_properties_that_the_rules_were_given(name: str, pen: Pen) -> None:
    there = measure(rasterize(draw(clean(name), pen, np.random.default_rng(1))))
    back = geometry_of(sound_of(there))
    for property, tolerance in (("angularity", 0.05), ("size", 0.02), ("x", 0.1), ("y", 0.05), ("closed", 0.1)):
        heard = min(getattr(there, property), SHARPEST) if property == "angularity" else getattr(there, property)
        assert getattr(back, property) == pytest.approx(heard, abs=tolerance), property


@pytest.mark.parametrize("extreme", [0.0, 0.5, 1.0])
def test_rules_read_backwards_take_any_sound(extreme: float) -> None:
    geometry = geometry_of(Patch.default().with_unit(np.full(N_PREDICTED, extreme)))
    assert np.isfinite(geometry.as_array()).all()
    assert (np.abs(geometry.as_array()) <= 1.0).all()


def wanted() -> Patch:
    return Patch.default().with_unit(ink_and_place(np.zeros((1, 128, 128), np.uint8))[0]).replace(
        {"filter1_cutoff_hz": 2500.0, "reverb_mix": 70.0}
    )  # fmt: skip


def test_found_drawing_gives_the_sound_and_sounds_nearer_than_the_first_guesses() -> None:
    found = Sketcher(ink_and_place).find(wanted(), predictions=300)
    assert found is not None and found.predictions >= 300
    given = ink_and_place(rasterize(found.sketch)[None])[0]
    assert given == pytest.approx(found.unit)
    first = Sketcher(ink_and_place).find(wanted(), predictions=1)
    assert first is not None and found.distance_db < first.distance_db
    sound = Patch.default().with_unit(given)
    assert sound["reverb_mix"] == pytest.approx(70.0, abs=8.0)
    assert math.log2(sound["filter1_cutoff_hz"] / 2500.0) == pytest.approx(0.0, abs=0.5)


def test_same_seed_draws_the_same_and_a_search_after_another_one_too() -> None:
    sketcher = Sketcher(ink_and_place, seed=3)
    first = sketcher.find(wanted(), predictions=80)
    again = sketcher.find(wanted(), predictions=80)
    fresh = Sketcher(ink_and_place, seed=3).find(wanted(), predictions=80)
    assert first is not None and again is not None and fresh is not None
    assert first.sketch == again.sketch == fresh.sketch


def test_search_says_how_far_it_is_and_stops_when_it_is_cancelled() -> None:
    shares: list[float] = []
    assert Sketcher(ink_and_place).find(wanted(), predictions=60, progress=shares.append) is not None
    assert shares == sorted(shares) and shares[-1] == 1.0
    asked: list[int] = []

    def counted(rasters: NDArray[np.uint8]) -> Units:
        asked.append(len(rasters))
        return ink_and_place(rasters)

    assert Sketcher(counted).find(wanted(), predictions=600, cancelled=lambda: len(asked) >= 2) is None
    assert len(asked) == 2


def test_a_search_without_time_gives_a_drawing_all_the_same() -> None:
    found = Sketcher(ink_and_place).find(wanted(), predictions=600, seconds=0.0)
    assert found is not None and not found.sketch.is_empty
    assert found.predictions < 40


def test_by_the_shipped_map_a_found_drawing_is_nearer_than_any_of_a_hundred_others() -> None:
    predictor = SketchPredictor("bouba", use_gpu=False)
    rng = np.random.default_rng(8)
    star = draw(clean("star"), Pen(size=0.5, place=(0.8, 0.2)), rng)
    sound = Patch.default().with_unit(predictor.predict_unit(rasterize(star)[None])[0])
    found = Sketcher(predictor.predict_unit).find(sound, predictions=240)
    others = np.stack([rasterize(draw(clean(name), Pen.random(rng), rng)) for name in ("circle", "heart") * 50])
    assert found is not None
    assert found.distance < sound_distances(sound.to_unit(), predictor.predict_unit(others)).min()
