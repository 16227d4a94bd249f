"""Teaching: this drawing means this sound, in one undo step; and what is done to taught examples."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.controllers.map_shelf import MapShelf
from app.controllers.map_sound import MapSound
from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.sound import Sound
from app.controllers.teaching import EMPTY, UNSEEN, Teaching
from app.document import Document
from app.engine.settings import AudioSettings
from app.maps import Maps
from app.workers.inference import InferenceWorker
from models.sketch_map import sketch_map as sketch_map_module
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch
from tests.app.fakes import FakeSupervisor, taught


def box(left: float, top: float, right: float, bottom: float) -> Sketch:
    return Sketch((Stroke(Tool.RECTANGLE, (Point(left, top), Point(right, bottom)), 0.03),))


SQUARE, BAR = box(0.2, 0.2, 0.8, 0.8), box(0.1, 0.45, 0.9, 0.55)
TUNED = {"reverb_mix": 12.0, "filter1_cutoff_hz": 500.0, "osc1_wave": "Square"}


@dataclass
class Chain:
    document: Document
    worker: InferenceWorker
    drawing: SketchToSound
    shelf: MapShelf
    sound: MapSound
    teaching: Teaching
    said: list[str]
    qtbot: QtBot

    def draw(self, sketch: Sketch) -> None:
        with self.qtbot.waitSignal(self.drawing.stroke_heard):
            self.drawing.sketch_edited(sketch, "draw")

    def tune(self, values: dict[str, float | str]) -> None:
        work = self.document.work
        self.document.edit(replace(work, patch=work.patch.replace(values)), "tune")

    def teach(self) -> None:
        with self.qtbot.waitSignal(self.sound.placed):
            self.teaching.teach()

    @property
    def maps(self) -> Maps:
        return self.document.maps

    @property
    def names(self) -> list[str]:
        return [example.name for example in self.maps.sketch_map.examples]


@pytest.fixture
def chain(qtbot: QtBot, tmp_path: Path) -> Iterator[Chain]:
    document = Document()
    worker = InferenceWorker(lambda: taught(document.maps.sketch_map))
    engine = Sound(document, FakeSupervisor())
    engine.start(AudioSettings())
    drawing = SketchToSound(document, worker, engine.gate)
    shelf = MapShelf(document, drawing, tmp_path / "maps")
    teaching = Teaching(document, drawing, shelf)
    it = Chain(document, worker, drawing, shelf, MapSound(document, worker, taught), teaching, [], qtbot)
    for signal in (teaching.message, shelf.message, shelf.notice):
        signal.connect(it.said.append)
    worker.start()
    qtbot.waitUntil(lambda: not worker.is_loading)
    yield it
    worker.stop()
    engine.stop()
    shelf.end()


def same_sound(one: Patch, other: Patch) -> bool:
    return bool(np.allclose(one.to_unit(), other.to_unit(), atol=1e-9))


def test_taught_drawing_gives_exactly_its_sound_from_then_on(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED)
    sound = chain.document.patch
    chain.teach()
    chain.drawing.clear()
    chain.draw(BAR)
    assert not same_sound(chain.document.patch, sound)
    chain.draw(SQUARE)
    assert same_sound(chain.document.patch, sound)


def test_first_lesson_in_a_factory_map_makes_a_map_of_one_s_own(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.teach()
    assert (chain.maps.is_own, chain.maps.sketch_map.name, chain.maps.sketch_map.base) == (True, "My map", "bouba")
    assert chain.said[-1] == "Taught. 1 drawing in My map, a map of your own on Bouba."
    chain.draw(BAR)
    chain.teach()
    assert chain.said[-1] == "Taught. 2 drawings in My map."
    assert len(chain.maps.own) == 1
    chain.shelf.choose("paper")
    chain.teach()
    assert chain.maps.sketch_map.name == "My map 2", "what was taught before stays as it was"


def test_lesson_and_its_map_are_one_step_with_words(chain: Chain) -> None:
    chain.draw(SQUARE)
    before, steps = chain.document.work, chain.document.undo_stack.count()
    chain.teach()
    assert chain.document.undo_stack.count() == steps + 1
    assert chain.document.undo_stack.undoText() == "teach"
    chain.document.undo_stack.undo()
    assert (chain.maps, chain.document.work) == (Maps(), before)
    chain.document.undo_stack.redo()
    assert chain.names == ["Drawing 1"]


def test_same_drawing_taught_again_replaces_and_keeps_its_name_and_place(chain: Chain) -> None:
    for sketch in (SQUARE, BAR):
        chain.draw(sketch)
        chain.teach()
    first = chain.maps.sketch_map.examples[0].id
    chain.teaching.rename(first, "Door")
    chain.teaching.set_weight(first, 0.3, 1)
    chain.draw(SQUARE)
    chain.tune(TUNED)
    chain.teach()
    assert chain.names == ["Door", "Drawing 2"]
    example = chain.maps.sketch_map.examples[0]
    assert (example.id, example.weight, example.patch["filter1_cutoff_hz"]) == (first, 1.0, 500.0)
    assert chain.said[-1] == "Taught again. 2 drawings in My map."


def test_drawing_that_looks_the_same_after_rubbing_out_is_taught_again_and_not_beside_itself(chain: Chain) -> None:
    dot = Stroke(Tool.PEN, (Point(0.95, 0.95), Point(0.95, 0.94)), 0.02)
    rubbed = Stroke(Tool.ERASER, (Point(0.9, 0.95), Point(1.0, 0.95)), 0.15)
    for sketch, cutoff in ((SQUARE, 500.0), (SQUARE.adding(dot).adding(rubbed), 700.0)):
        chain.draw(sketch)
        chain.tune({"filter1_cutoff_hz": cutoff})
        chain.teach()
    assert chain.names == ["Drawing 1"]
    assert chain.maps.sketch_map.examples[0].patch["filter1_cutoff_hz"] == pytest.approx(700.0)
    chain.draw(SQUARE.adding(dot))
    chain.teach()
    assert chain.names == ["Drawing 1", "Drawing 2"]


def test_empty_canvas_teaches_nothing_and_says_why(chain: Chain) -> None:
    assert chain.teaching.refusal == EMPTY
    chain.teaching.teach()
    assert (chain.maps, chain.said) == (Maps(), [EMPTY])
    chain.draw(SQUARE)
    assert chain.teaching.refusal == ""


def test_full_map_refuses_in_a_sentence(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    chain.draw(SQUARE)
    chain.teach()
    monkeypatch.setattr(sketch_map_module, "MOST_EXAMPLES", 1)
    chain.draw(BAR)
    chain.teaching.teach()
    assert "at most 1" in chain.said[-1]
    assert chain.names == ["Drawing 1"]


def test_what_is_heard_is_taught_though_its_prediction_is_still_under_way(chain: Chain) -> None:
    chain.draw(SQUARE)
    heard = chain.document.patch
    chain.drawing.sketch_edited(BAR, "draw")
    chain.teach()
    assert same_sound(chain.maps.sketch_map.examples[0].patch, heard)
    chain.qtbot.wait(50)
    assert same_sound(chain.document.patch, heard), "the late answer changes nothing"


def test_choosing_a_map_gives_the_drawing_its_sound_in_one_step(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED)
    chain.teach()
    taught_sound = chain.document.patch
    own, steps = chain.maps.current, chain.document.undo_stack.count()
    chain.shelf.choose("paper")
    chain.qtbot.waitUntil(lambda: not same_sound(chain.document.patch, taught_sound))
    assert chain.document.undo_stack.count() == steps + 1
    assert chain.document.undo_stack.undoText() == "go to map Paper"
    chain.document.undo_stack.undo()
    assert chain.maps.current == own
    assert same_sound(chain.document.patch, taught_sound)


def test_sound_follows_the_map_until_a_knob_is_turned(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED)
    chain.teach()
    sound, id = chain.document.patch, chain.maps.sketch_map.examples[0].id
    chain.teaching.enable(id, False)
    chain.qtbot.waitUntil(lambda: not same_sound(chain.document.patch, sound))
    assert chain.document.undo_stack.undoText() == "switch Drawing 1 off"
    chain.document.undo_stack.undo()
    chain.tune({"reverb_mix": 55.0})
    with chain.qtbot.waitSignal(chain.document.predicted_changed):
        chain.teaching.enable(id, False)
    chain.qtbot.waitUntil(lambda: chain.document.work.predicted["reverb_mix"] == 77.0)
    assert chain.document.patch["reverb_mix"] == 55.0, "what a hand set stays; the marks show what the map says"


def test_answer_of_a_map_that_was_undone_changes_nothing(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED)
    chain.teach()
    work = chain.document.work
    chain.teaching.enable(chain.maps.sketch_map.examples[0].id, False)
    chain.document.undo_stack.undo()
    chain.qtbot.wait(80)
    assert chain.document.work == work
    assert chain.document.undo_stack.canRedo()


def test_one_drag_of_a_weight_or_of_the_reach_is_one_step(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.teach()
    steps, id = chain.document.undo_stack.count(), chain.maps.sketch_map.examples[0].id
    for weight in (0.8, 0.5, 0.2):
        chain.teaching.set_weight(id, weight, 1)
    for reach in (1.5, 2.0):
        chain.teaching.set_reach(reach, 1)
    assert chain.document.undo_stack.count() == steps + 2
    assert (chain.maps.sketch_map.examples[0].weight, chain.maps.sketch_map.reach) == (0.2, 2.0)
    chain.document.undo_stack.undo()
    chain.document.undo_stack.undo()
    assert (chain.maps.sketch_map.examples[0].weight, chain.maps.sketch_map.reach) == (1.0, 1.0)


def test_removed_drawings_come_back_by_undo(chain: Chain) -> None:
    for sketch in (SQUARE, BAR):
        chain.draw(sketch)
        chain.teach()
    ids = [example.id for example in chain.maps.sketch_map.examples]
    chain.teaching.remove([*ids, "nobody"])
    assert chain.names == []
    assert chain.document.undo_stack.undoText() == "remove 2 drawings"
    chain.document.undo_stack.undo()
    assert chain.names == ["Drawing 1", "Drawing 2"]


def test_example_is_drawn_again_with_its_sound_and_locked_knobs_stay(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED)
    chain.teach()
    id = chain.maps.sketch_map.examples[0].id
    chain.draw(BAR)
    chain.document.edit(replace(chain.document.work, locks=frozenset({"reverb_mix"})), "lock")
    before = chain.document.patch["reverb_mix"]
    assert chain.teaching.draw(id)
    assert chain.document.work.sketch == SQUARE
    assert (chain.document.patch["filter1_cutoff_hz"], chain.document.patch["reverb_mix"]) == (500.0, before)
    assert not chain.teaching.draw("nobody")


def test_contradiction_is_found_and_names_both(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.teach()
    chain.draw(box(0.21, 0.2, 0.8, 0.8))
    chain.tune({"osc1_wave": "Noise", "filter1_cutoff_hz": 30.0, "osc2_level": 100.0, "effects_on": "Off"})
    chain.teach()
    [conflict] = chain.sound.conflicts
    assert {conflict.first.name, conflict.second.name} == {"Drawing 1", "Drawing 2"}
    with chain.qtbot.waitSignal(chain.sound.placed):
        chain.teaching.remove([conflict.second.id])
    assert chain.sound.conflicts == ()


def test_lesson_in_a_factory_map_of_drawings_begins_with_them(chain: Chain) -> None:
    chain.shelf.look("")
    chain.shelf.choose("weather")
    count = len(chain.maps.sketch_map.examples)
    chain.draw(SQUARE)
    chain.teach()
    assert (chain.maps.is_own, chain.maps.sketch_map.name) == (True, "My Weather")
    assert len(chain.maps.sketch_map.examples) == count + 1
    assert chain.said[-1].endswith("a map of your own that begins with the drawings of Weather.")


def test_drawings_of_a_factory_map_are_drawn_and_never_changed(chain: Chain) -> None:
    chain.shelf.look("")
    chain.shelf.choose("weather")
    before, steps = chain.maps, chain.document.undo_stack.count()
    chain.teaching.remove(["sun1"])
    chain.teaching.rename("sun1", "Noon")
    chain.teaching.enable("sun1", on=False)
    chain.teaching.set_weight("sun1", 0.5, 1)
    chain.teaching.set_reach(2.0, 1)
    assert (chain.maps, chain.document.undo_stack.count()) == (before, steps)
    assert "Duplicate" in chain.said[-1]
    assert chain.teaching.draw("sun1")
    assert same_sound(chain.document.patch, chain.maps.sketch_map.example("sun1").patch)


def test_a_taught_drawing_brings_its_performance_and_takes_it_away_again(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED | {"amp_attack_s": 2.0, "drive_db": 12.0})
    chain.teach()
    chain.tune({"amp_attack_s": 0.3, "drive_db": 0.0})
    chain.draw(BAR)
    assert chain.document.patch["amp_attack_s"] == 0.3, "the player's own"
    chain.draw(SQUARE)
    assert chain.document.patch["amp_attack_s"] == pytest.approx(2.0)
    assert chain.document.patch["drive_db"] == pytest.approx(12.0)
    chain.drawing.clear()
    chain.draw(BAR)
    assert chain.document.patch["amp_attack_s"] == 0.3
    assert chain.document.patch["drive_db"] == 0.0


def test_performance_that_was_taught_stays_the_players_where_no_knob_was_turned_since(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune({"master_db": -9.0})
    chain.teach()
    chain.draw(BAR)
    assert chain.document.patch["master_db"] == -9.0


def test_a_drawing_that_passes_a_taught_one_on_its_way_keeps_nothing_of_it(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED | {"amp_attack_s": 2.0})
    chain.teach()
    chain.draw(BAR)
    chain.tune({"amp_attack_s": 0.3})
    chain.drawing.pen_moved(SQUARE)
    chain.qtbot.waitUntil(lambda: chain.document.patch["amp_attack_s"] > 1.9)
    chain.draw(BAR)
    assert chain.document.patch["amp_attack_s"] == 0.3


def test_a_taught_default_is_brought_too(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED)
    chain.teach()
    lesson = chain.document.patch
    chain.draw(BAR)
    chain.tune({"amp_attack_s": 1.0})
    chain.draw(SQUARE)
    assert chain.document.patch.values == pytest.approx(lesson.values)
    chain.draw(BAR)
    assert chain.document.patch["amp_attack_s"] == 1.0


def test_turning_performance_does_not_part_the_sound_from_its_map(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune({"amp_attack_s": 1.0})
    assert chain.drawing.follows_map
    chain.tune({"reverb_mix": 1.0})
    assert not chain.drawing.follows_map


def test_a_locked_performance_value_is_not_brought_by_a_taught_drawing(chain: Chain) -> None:
    chain.draw(SQUARE)
    chain.tune(TUNED | {"amp_attack_s": 2.0})
    chain.teach()
    chain.draw(BAR)
    work = chain.document.work
    locked = replace(work, patch=work.patch.replace({"amp_attack_s": 0.3}), locks=frozenset({"amp_attack_s"}))
    chain.document.edit(locked, "lock")
    chain.draw(SQUARE)
    assert chain.document.patch["amp_attack_s"] == 0.3
    assert chain.document.patch["osc1_wave"] == Patch.of(TUNED)["osc1_wave"]


def test_a_drawing_that_was_rubbed_out_cannot_be_taught(chain: Chain) -> None:
    rubbed = Sketch((*SQUARE.strokes, Stroke(Tool.ERASER, (Point(0.0, 0.5), Point(1.0, 0.5)), 0.5)))
    rubbed = Sketch((*rubbed.strokes, *(Stroke(Tool.ERASER, (Point(0.0, y), Point(1.0, y)), 0.5) for y in (0.2, 0.8))))
    chain.draw(rubbed)
    chain.teaching.teach()
    assert chain.said == [UNSEEN]
    assert not chain.maps.sketch_map.examples
