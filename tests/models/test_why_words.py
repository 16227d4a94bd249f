"""The words for what is measured and for what parts of a drawing do."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.sketch_to_patch.geometry import NAMES
from models.sketch_to_patch.promises import PROMISES
from models.sketch_to_patch.raster import SIZE, rasterize
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from models.sketch_to_patch.why import heat_of
from models.sketch_to_patch.why_words import PROPERTIES, direction_of, is_predicted, meaning_of, shares_of, undecided
from synth.parameters import ALL, PREDICTED, parameter
from synth.patch import Patch

LEFT = Stroke(Tool.ELLIPSE, (Point(0.1, 0.1), Point(0.3, 0.3)))
RIGHT = Stroke(Tool.RECTANGLE, (Point(0.7, 0.7), Point(0.9, 0.9)))
BOTH = rasterize(Sketch((LEFT, RIGHT)))


def upper_left_ink(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
    ink = rasters[:, : SIZE // 2, : SIZE // 2].mean(axis=(1, 2)) / 20.0
    return np.stack([ink, 1.0 - ink, np.full(len(rasters), 0.5)], axis=1)


def test_every_measured_property_has_its_words_and_says_what_it_does() -> None:
    assert sorted(it.name for it in PROPERTIES) == sorted(NAMES)
    for promise in PROMISES:
        assert promise.high in meaning_of(promise.property)
        assert promise.values in meaning_of(promise.property)
    assert "louder" in meaning_of("weight")


def test_share_is_that_of_the_part_that_causes_it() -> None:
    up, down, still = heat_of(upper_left_ink, BOTH, [0, 1, 2])
    assert shares_of(up, BOTH)[0].where == "upper left"
    assert shares_of(up, BOTH)[0].share > 0.95
    assert shares_of(down, BOTH)[0].where == "upper left"
    assert shares_of(down, BOTH)[0].share < -0.95
    assert shares_of(still, BOTH) == ()


def test_shares_are_parts_of_one() -> None:
    (up,) = heat_of(lambda rasters: rasters.mean(axis=(1, 2))[:, None] / 100.0, BOTH, [0])
    shares = shares_of(up, BOTH)
    assert {"upper left", "lower right"} == {it.where for it in shares}
    assert sum(abs(it.share) for it in shares) == pytest.approx(1.0, abs=0.02)


def test_lowpass_opens_and_highpass_rises() -> None:
    row = parameter("filter2_cutoff_hz")
    assert direction_of(row, Patch.of({"filter2_type": "Lowpass"})).up == "open it"
    assert direction_of(row, Patch.of({"filter2_type": "Highpass"})).up == "raise it"


def test_choices_and_switches_say_what_they_become() -> None:
    patch = Patch.of({"osc1_wave": "Square"})
    assert direction_of(parameter("osc1_wave"), patch).up == "make it Square"
    assert direction_of(parameter("chorus_on"), patch).down == "switch it off"


def test_there_are_words_for_every_predicted_row() -> None:
    for row in PREDICTED:
        words = direction_of(row, Patch.default())
        assert words.up
        assert words.down


def test_what_is_not_predicted_is_said_to_be_so() -> None:
    assert [row.id for row in ALL if is_predicted(row)] == [row.id for row in PREDICTED]
    assert undecided(parameter("pulse_width")) == (
        "No part of the drawing by itself decides this: pulse width is not predicted."
    )
    assert "filter 1 cutoff" in undecided(parameter("filter1_cutoff_hz"))
