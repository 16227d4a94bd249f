"""Examples, maps and their edits as values, and conflicts between examples."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.card import ModelCard
from models.errors import MapFileError
from models.sketch_map.conflicts import STEEPEST, conflicts, same_drawing, sounds_apart, teach
from models.sketch_map.example import Example, example_from_json
from models.sketch_map.sketch_map import MOST_EXAMPLES, SketchMap
from models.sketch_map.specimens import plain_sketches
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.parameters import N_PREDICTED
from synth.patch import Patch, random_patch
from synth.presets import VERSION
from tests.json_values import any_json

ROUND, LONG, SQUARE, TRIANGLE = plain_sketches()[:4]
LOW, HIGH = Patch(tuple(-1e9 for _ in Patch.default().values)), Patch(tuple(1e9 for _ in Patch.default().values))
CARD = ModelCard(
    name="mine", task="sketch_to_patch", sha256="0", input_shape=(1, 128, 128), outputs=(), parameters=1,
    data="my drawings", licence="mine", command="none", seed=0,
)  # fmt: skip


def example(sketch: Sketch = ROUND, patch: Patch | None = None, **fields: object) -> Example:
    return Example(sketch=sketch, patch=patch or Patch.default(), **fields)  # type: ignore[arg-type]


def three() -> SketchMap:
    drawn = zip("abc", (ROUND, SQUARE, TRIANGLE), strict=True)
    return SketchMap(name="Mine", examples=tuple(example(sketch, id=id) for id, sketch in drawn))


def read_again(written: dict[str, object], version: int = VERSION) -> Example:
    return example_from_json(json.loads(json.dumps(written)), "Example 1", preset_version=version)[0]


def test_an_example_comes_back_as_it_was_written() -> None:
    strokes = (Stroke(Tool.PEN, (Point(0.25, 0.5, 0.5), Point(0.75, 0.5))),)
    sound = random_patch(np.random.default_rng(3))
    one = example(Sketch(strokes, inverted=True), sound, weight=0.25, enabled=False, name="Größe ★")
    assert read_again(one.to_json()) == one


def test_values_are_written_in_natural_units_with_choices_by_name() -> None:
    values = example(patch=Patch.of({"osc1_wave": "Pulse", "filter1_cutoff_hz": 440.0})).to_json()["values"]
    assert values["osc1_wave"] == "Pulse"
    assert values["filter1_cutoff_hz"] == 440.0


def test_performance_values_are_kept_and_rows_that_are_missing_get_their_default() -> None:
    written = example(patch=Patch.of({"amp_release_s": 2.5})).to_json()
    assert read_again(written).patch["amp_release_s"] == 2.5
    written["values"] = {"osc1_wave": "Sine"}
    assert read_again(written).patch == Patch.of({"osc1_wave": "Sine"})


def test_values_of_rows_to_come_are_kept_and_written_again() -> None:
    written = example().to_json()
    written["values"]["osc4_wave"] = "Choir"
    again = read_again(written)
    assert again.unknown == {"osc4_wave": "Choir"}
    assert again.to_json()["values"]["osc4_wave"] == "Choir"


def test_a_value_out_of_range_is_moved_and_said() -> None:
    written = example().to_json()
    written["values"]["filter1_cutoff_hz"] = 90_000.0
    read, notes = example_from_json(written, "Example 7", preset_version=VERSION)
    assert read.patch["filter1_cutoff_hz"] == 20_000.0
    assert notes == ("Example 7: filter 1 cutoff: moved into range.",)


@pytest.mark.parametrize(
    ("entry", "value", "said"),
    [
        ("id", "../x", "id"),
        ("weight", 1.5, "weight"),
        ("weight", "1", "weight"),
        ("enabled", 1, "enabled"),
        ("created", "yesterday", "isoformat"),
        ("created", "0001-01-01T00:00:00+14:00", "cannot be loaded"),
        ("name", "two\nlines", "not a name"),
        ("values", {"osc1_wave": "Choir"}, "no 'Choir'"),
        ("values", {"osc1_wave": 2}, "must be a name"),
        ("values", {"bad\nkey\x1b[1m": 2.0}, "cannot be loaded"),
        ("values", {"filter1_cutoff_hz": None}, "cannot be loaded"),
        ("sketch", {"strokes": [{"tool": "brush"}]}, "unknown tool"),
        ("sketch", {"picture": "AAAA"}, "picture"),
    ],
)
def test_what_is_wrong_with_an_example_is_said_in_a_sentence(entry: str, value: object, said: str) -> None:
    with pytest.raises(MapFileError, match=r"^Example 1 cannot be loaded: ") as caught:
        read_again(example().to_json() | {entry: value})
    assert said in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_sound_of_a_newer_preset_format_is_said() -> None:
    with pytest.raises(MapFileError, match="a newer version of Bouba"):
        read_again(example().to_json(), VERSION + 1)


@given(st.sampled_from(["id", "name", "weight", "enabled", "created", "values", "sketch"]), any_json)
def test_an_example_of_anything_is_read_or_refused(entry: str, value: object) -> None:
    try:
        read = example_from_json(example().to_json() | {entry: value}, "Example 1", preset_version=VERSION)[0]
    except MapFileError:
        return
    assert isinstance(read, Example)


@pytest.mark.parametrize("fields", [{"id": ""}, {"id": "A"}, {"weight": 1.1}, {"weight": float("nan")}, {"name": " x"}])
def test_an_example_that_no_file_could_hold_is_an_error_of_the_caller(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"example|weight"):
        example(**fields)


def test_times_are_kept_in_utc() -> None:
    with pytest.raises(ValueError, match="UTC"):
        example(created=datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2))))
    written = example().to_json() | {"created": "2026-01-01T02:00:00+02:00"}
    assert read_again(written).created == datetime(2026, 1, 1, tzinfo=UTC)


def test_new_examples_have_ids_of_their_own() -> None:
    assert len({example().id for _ in range(200)}) == 200


EDITS: list[Callable[[SketchMap], SketchMap]] = [
    lambda m: m.taught(example(LONG)),
    lambda m: m.changed("b", patch=HIGH, name="sharp"),
    lambda m: m.weighted("b", 0.5),
    lambda m: m.enabled("c", False),
    lambda m: m.removed(["a", "c"]),
    lambda m: m.moved("a", 2),
    lambda m: m.reaching(2.0),
    lambda m: m.trained(b"onnx", CARD),
]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_gives_another_map_and_leaves_the_old_one(edit: Callable[[SketchMap], SketchMap]) -> None:
    before = three()
    kept = three()
    after = edit(before)
    assert after != before
    assert [e.to_json() | {"created": ""} for e in before.examples] == [
        e.to_json() | {"created": ""} for e in kept.examples
    ]
    assert after.name == before.name


def test_edits_change_what_they_say_and_nothing_else() -> None:
    m = three()
    assert m.changed("b", name="sharp").example("b") == replace(m.example("b"), name="sharp")
    assert m.weighted("b", 7.0).example("b").weight == 1.0
    assert not m.enabled("c", False).example("c").counts
    assert [e.id for e in m.removed(["a", "c"]).examples] == ["b"]
    assert [e.id for e in m.moved("a", 2).examples] == ["b", "c", "a"]
    assert [e.id for e in m.moved("c", -5).examples] == ["c", "a", "b"]
    assert m.reaching(99.0).reach == 4.0
    assert m.reaching(0.0).reach == 0.25


def test_an_id_that_is_not_there_is_an_error_of_the_caller() -> None:
    for edit in (lambda: three().removed(["x"]), lambda: three().weighted("x", 1.0), lambda: three().moved("x", 0)):
        with pytest.raises(KeyError):
            edit()


def test_a_map_that_no_file_could_hold_is_refused() -> None:
    m = three()
    with pytest.raises(ValueError, match="same id"):
        replace(m, examples=m.examples + m.examples[:1])
    with pytest.raises(ValueError, match="reach"):
        replace(m, reach=float("nan"))
    with pytest.raises(ValueError, match="together"):
        replace(m, network=b"onnx")
    with pytest.raises(ValueError, match="Remove some"):
        replace(m, examples=tuple(example() for _ in range(MOST_EXAMPLES + 1)))


def test_teaching_the_same_drawing_again_replaces_the_old_sound() -> None:
    old, other = example(ROUND, LOW), example(SQUARE, LOW)
    drawn_again = Sketch.from_json(json.loads(json.dumps(ROUND.to_json())))
    new = example(drawn_again, HIGH)
    examples, replaced = teach((old, other), new)
    assert examples == (other, new)
    assert replaced == (old,)


def test_teaching_another_drawing_replaces_nothing() -> None:
    examples, replaced = teach((example(ROUND),), example(SQUARE))
    assert len(examples) == 2
    assert not replaced


def test_an_id_is_not_taken_twice_by_different_drawings() -> None:
    with pytest.raises(ValueError, match="already"):
        teach((example(ROUND, id="a"),), example(SQUARE, id="a"))


def test_drawings_differ_by_stroke_by_inversion_and_by_picture() -> None:
    assert same_drawing(ROUND, replace(ROUND))
    assert not same_drawing(ROUND, replace(ROUND, inverted=True))
    assert not same_drawing(ROUND, replace(ROUND, picture=b"png"))
    assert not same_drawing(ROUND, replace(ROUND, strokes=ROUND.strokes * 2))
    assert not same_drawing(ROUND, replace(ROUND, strokes=(ROUND.strokes[0].moved(0.01, 0.0),)))


def test_like_drawings_with_unlike_sounds_are_a_conflict_with_both_distances() -> None:
    examples = (example(ROUND, LOW), example(LONG, HIGH), example(SQUARE, LOW))
    points = np.array([[0.0], [0.2], [5.0]])
    (found,) = conflicts(examples, points, reach=2.0)
    assert (found.first, found.second) == examples[:2]
    assert found.drawings == pytest.approx(0.1)
    apart = sounds_apart([LOW, HIGH])[0, 1]
    assert found.sounds == pytest.approx(apart)
    assert found.steepness == pytest.approx(apart / 0.1)


def test_the_worst_conflict_comes_first_and_one_place_is_the_worst_of_all() -> None:
    middle = Patch.default().with_unit(np.full(N_PREDICTED, 0.5))
    examples = tuple(example(patch=patch) for patch in (LOW, middle, HIGH, LOW, HIGH))
    points = np.array([[0.0], [0.1], [0.1], [9.0], [9.0]])
    found = conflicts(examples, points, reach=1.0)
    assert (found[0].drawings, found[1].drawings) == (0.0, 0.0)
    assert found[0].sounds > found[1].sounds
    steepness = [conflict.steepness for conflict in found]
    assert steepness == sorted(steepness, reverse=True)
    assert len(found) == 4


def test_examples_far_enough_apart_for_their_sounds_are_no_conflict() -> None:
    pair = (example(ROUND, LOW), example(SQUARE, HIGH))
    allowed = sounds_apart([LOW, HIGH])[0, 1] / STEEPEST
    assert not conflicts(pair, np.array([[0.0], [1.001 * allowed]]), reach=1.0)
    assert conflicts(pair, np.array([[0.0], [0.999 * allowed]]), reach=1.0)


def test_what_cannot_be_heard_makes_no_conflict_and_performance_does() -> None:
    points = np.zeros((2, 4))
    silent = {"osc2_level": 0.0, "chorus_on": 0.0}
    one = Patch.of(silent | {"osc2_wave": "Sine", "chorus_rate_hz": 0.1, "chorus_mix": 90.0})
    other = Patch.of(silent | {"osc2_wave": "Noise", "chorus_rate_hz": 8.0, "chorus_mix": 10.0})
    assert not conflicts((example(ROUND, one), example(LONG, other)), points, 1.0)
    slow = one.replace({"amp_attack_s": 3.0})
    assert conflicts((example(ROUND, one), example(LONG, slow)), points, 1.0)


def test_same_sounds_and_switched_off_examples_contradict_nobody() -> None:
    points = np.zeros((2, 4))
    assert not conflicts((), points[:0], 1.0)
    assert not conflicts((example(ROUND, LOW), example(LONG, LOW)), points, 1.0)
    assert not conflicts((example(ROUND, LOW), example(LONG, HIGH, enabled=False)), points, 1.0)
    assert not conflicts((example(ROUND, LOW), example(LONG, HIGH, weight=0.0)), points, 1.0)
