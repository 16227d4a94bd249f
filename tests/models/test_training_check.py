"""The rule by which a trained network may replace the old one."""

from dataclasses import replace

import numpy as np
import pytest

from models.card import read_card
from models.errors import MapFileError
from models.sketch_map.example import Example
from models.sketch_map.lessons import IS_SETTING, Lessons, lessons_of, number_errors, other_drawings, wrong_settings
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.specimens import plain_sketches
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_map.training_check import LARGEST_TRAINED, Verdict, check, judge
from models.sketch_to_patch.predictor import MAPS_FOLDER
from synth.parameters import INDEX
from synth.patch import Patch

STAR, CROSS = plain_sketches()[4], plain_sketches()[8]
SOUND = Patch.of({"osc1_wave": "Noise", "reverb_mix": 91.0, "filter1_type": "Lowpass", "filter1_cutoff_hz": 900.0})
MAP = SketchMap(name="Mine", base="paper").taught(Example(sketch=CROSS, patch=SOUND, name="Cross"))


@pytest.fixture(scope="module")
def predictor() -> TaughtPredictor:
    found = MapNetworks(use_gpu=False).predictor(MAP)
    assert isinstance(found, TaughtPredictor)
    return found


@pytest.fixture(scope="module")
def lessons(predictor: TaughtPredictor) -> Lessons:
    return lessons_of(predictor)


@pytest.fixture(scope="module")
def others(predictor: TaughtPredictor) -> np.ndarray:
    return other_drawings(predictor, 40, 1)


class Judged:
    """A network that says the taught sound for crosses and what the base says for the rest, but for changes."""

    def __init__(self, predictor: TaughtPredictor, lessons: Lessons, others: np.ndarray) -> None:
        self.predictor, self.lessons, self.others = predictor, lessons, others
        self.known = {raster.tobytes() for raster in others}
        self.taught = lessons.units[0].copy()
        self.shift = 0.0

    def now(self, rasters: np.ndarray) -> np.ndarray:
        base = np.clip(self.predictor.base_unit(rasters) + self.shift, 0.0, 1.0)
        is_other = np.array([raster.tobytes() in self.known for raster in rasters])
        return np.where(is_other[:, None], base, self.taught)

    def verdict(self) -> Verdict:
        return judge(self.lessons, self.now, before=self.predictor.base_unit, others=self.others)


@pytest.fixture
def judged(predictor: TaughtPredictor, lessons: Lessons, others: np.ndarray) -> Judged:
    return Judged(predictor, lessons, others)


def test_a_network_that_learnt_and_kept_passes(judged: Judged) -> None:
    verdict = judged.verdict()
    assert verdict.passed
    assert verdict.taught_error == verdict.redrawn_error == pytest.approx(0.0, abs=1e-9)
    assert verdict.redrawn_error_before > 0.05
    assert verdict.right == verdict.kept_settings == 1.0
    assert verdict.moved == pytest.approx(0.0)


def test_numbers_too_far_from_the_taught_ones_are_named(judged: Judged) -> None:
    counts = judged.lessons.heard[0] & ~IS_SETTING
    judged.taught[counts] = np.clip(judged.taught[counts] + 0.1, 0.0, 1.0) - 0.02
    assert "Cross is still" in judged.verdict().problem
    assert not judged.verdict().passed


def test_a_wrong_wave_is_named(judged: Judged) -> None:
    judged.taught[INDEX["osc1_wave"]] = 0.0
    assert "Cross still has a wave" in judged.verdict().problem


def test_what_cannot_be_heard_may_be_anything(judged: Judged) -> None:
    assert not judged.lessons.heard[0, INDEX["osc3_wave"]]
    judged.taught[INDEX["osc3_wave"]] = 1.0 - judged.taught[INDEX["osc3_wave"]]
    assert judged.verdict().passed


def test_other_drawings_must_stay(judged: Judged) -> None:
    judged.shift = 0.2
    assert "Other drawings moved" in judged.verdict().problem


def test_what_is_not_a_number_fails(judged: Judged) -> None:
    judged.taught[3] = np.nan
    assert "not numbers" in judged.verdict().problem


def test_files_that_are_too_large_or_none_fail_in_a_sentence() -> None:
    card = read_card(MAPS_FOLDER / "paper.json")
    assert "larger than 8 MB" in check(MAP, b"0" * (LARGEST_TRAINED + 1), card).problem
    assert "cannot be loaded" in check(MAP, b"0", card).problem


def test_an_untrained_network_does_not_pass_for_a_trained_one() -> None:
    network, card = (MAPS_FOLDER / f"{MAP.base}.onnx").read_bytes(), read_card(MAPS_FOLDER / f"{MAP.base}.json")
    verdict = check(MAP, network, card)
    assert verdict.problem.endswith("The sounds stay as they were.")
    assert verdict.moved == pytest.approx(0.0)


def test_in_other_drawings_the_base_has_the_greater_say(predictor: TaughtPredictor, others: np.ndarray) -> None:
    assert len(others) == 40
    assert predictor.taught_share(others).max() < 0.5
    assert np.array_equal(others, other_drawings(predictor, 40, 1))


def test_examples_that_do_not_count_are_no_lessons(predictor: TaughtPredictor) -> None:
    off = MAP.enabled(MAP.examples[0].id, False)
    two = off.taught(Example(sketch=STAR, patch=Patch.default(), weight=0.5))
    lessons = lessons_of(predictor.with_map(two))
    assert lessons.weights.tolist() == [0.5]
    with pytest.raises(MapFileError, match="Nothing is taught"):
        lessons_of(predictor.with_map(off))


def test_the_target_of_a_light_example_lies_between_base_and_taught(predictor: TaughtPredictor) -> None:
    light = replace(MAP, examples=(replace(MAP.examples[0], weight=0.5),))
    column = INDEX["reverb_mix"]
    base = predictor.base_unit(lessons_of(predictor).rasters)[0, column]
    target = lessons_of(predictor.with_map(light)).units[0, column]
    assert min(base, SOUND.to_unit()[column]) < target < max(base, SOUND.to_unit()[column])


def test_errors_count_what_is_heard() -> None:
    one, other = np.zeros((1, 33)), np.zeros((1, 33))
    other[0, INDEX["reverb_mix"]], other[0, INDEX["osc1_wave"]] = 0.5, 1.0
    heard = np.zeros((1, 33), dtype=np.bool_)
    heard[0, [INDEX["reverb_mix"], INDEX["chorus_mix"]]] = True
    assert number_errors(one, other, heard).tolist() == [0.25]
    assert not wrong_settings(one, other, heard).any()
    heard[0, INDEX["osc1_wave"]] = True
    assert wrong_settings(one, other, heard).sum() == 1
