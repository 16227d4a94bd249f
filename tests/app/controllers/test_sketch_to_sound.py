"""The drawing becomes the sound: previews, one undo step a stroke, locks, and answers that come too late."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from pytestqt.qtbot import QtBot

from app.controllers.patch_gate import PatchGate
from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.sound import Sound
from app.document import Document
from app.engine.settings import AudioSettings
from app.work import Work
from app.workers.inference import InferenceWorker
from models.sketch_to_patch import stroke
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.patch import Patch
from tests.app.fakes import FakePredictor, FakeSupervisor


def drawing(thickness: float) -> Sketch:
    return Sketch((Stroke(Tool.LINE, (Point(0.2, 0.2), Point(0.8, 0.8)), thickness),))


THIN, MIDDLE, THICK = drawing(0.02), drawing(0.1), drawing(0.3)


@dataclass
class Chain:
    document: Document
    predictor: FakePredictor
    worker: InferenceWorker
    drawing: SketchToSound
    heard: list[None]
    sounded: list[Patch]
    """What the engine was given, in order."""


@pytest.fixture
def chain(qtbot: QtBot) -> Iterator[Chain]:
    document, predictor, supervisor = Document(), FakePredictor(), FakeSupervisor()
    worker = InferenceWorker(lambda: predictor)
    sound = Sound(document, supervisor)
    sound.start(AudioSettings())
    it = Chain(document, predictor, worker, SketchToSound(document, worker, sound.gate), [], supervisor.patches)
    it.drawing.stroke_heard.connect(lambda: it.heard.append(None))
    worker.start()
    qtbot.waitUntil(lambda: not worker.is_loading)
    yield it
    predictor.may_answer.set()
    worker.stop()
    sound.stop()


def mix(document: Document) -> float:
    return document.patch["chorus_mix"]


def test_stroke_that_is_refused_leaves_drawing_and_sound(
    chain: Chain, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stroke, "MOST_STROKES", 1)
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.drawing.sketch_edited(THIN, "draw")
    before = chain.document.work
    with qtbot.waitSignal(chain.worker.predicted):
        chain.drawing.pen_moved(THIN.adding(THICK.strokes[0]))
    with qtbot.waitSignal(chain.document.refused), qtbot.waitSignal(chain.worker.predicted):
        chain.drawing.sketch_edited(THIN.adding(THICK.strokes[0]), "draw")
    assert chain.document.work == before
    assert chain.document.patch == before.patch
    assert chain.sounded[-1] == before.patch
    assert len(chain.heard) == 1, "what is not there is not auditioned"


def test_moving_pen_changes_the_sound_without_an_undo_step(chain: Chain, qtbot: QtBot) -> None:
    glides: list[bool] = []
    chain.document.patch_changed.connect(lambda _patch, glide: glides.append(glide))
    with qtbot.waitSignal(chain.worker.predicted):
        chain.drawing.pen_moved(THIN)
    thin = mix(chain.document)
    with qtbot.waitSignal(chain.worker.predicted):
        chain.drawing.pen_moved(THICK)
    assert mix(chain.document) > thin > Patch.default()["chorus_mix"]
    assert glides == [True, True], "knobs glide to a prediction"
    assert chain.document.undo_stack.count() == 0
    assert chain.heard == []


def wait_without_the_window(condition: Callable[[], bool]) -> None:
    """The window is busy with something else: none of its events is looked at."""
    end = time.monotonic() + 5.0
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_prediction_is_heard_while_the_window_is_busy(chain: Chain, qtbot: QtBot) -> None:
    told = len(chain.sounded)
    chain.drawing.pen_moved(THICK)
    wait_without_the_window(lambda: len(chain.sounded) > told)
    assert chain.document.patch == Patch.default(), "not shown yet"
    qtbot.waitUntil(lambda: mix(chain.document) > 5.0)
    assert chain.sounded[told:] == [chain.document.patch], "and not sounded twice"


def test_stroke_given_up_after_it_was_heard_early_sounds_as_before(chain: Chain, qtbot: QtBot) -> None:
    told = len(chain.sounded)
    chain.drawing.pen_moved(THICK)
    wait_without_the_window(lambda: len(chain.sounded) > told)
    chain.drawing.cancelled()
    qtbot.wait(50)
    assert chain.sounded[-1] == chain.document.patch == Patch.default()


def test_sound_of_the_pen_goes_on_until_the_whole_stroke_is_predicted(chain: Chain, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chain.worker.predicted):
        chain.drawing.pen_moved(MIDDLE)
    preview = chain.document.patch
    chain.predictor.may_answer.clear()
    chain.drawing.sketch_edited(THICK, "draw stroke")
    assert chain.document.patch == chain.sounded[-1] == preview != Patch.default()
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.predictor.may_answer.set()
    assert chain.document.undo_stack.count() == 1
    chain.document.undo_stack.undo()
    assert chain.document.patch == chain.sounded[-1] == Patch.default()


def test_finished_stroke_and_its_sound_are_one_undo_step(chain: Chain, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.drawing.sketch_edited(THICK, "draw stroke")
    assert chain.document.undo_stack.count() == 1
    assert chain.document.work.sketch == THICK
    assert chain.document.work.predicted == chain.document.patch
    chain.document.undo_stack.undo()
    assert (chain.document.work.sketch, chain.document.patch) == (Sketch(), Patch.default())
    chain.document.undo_stack.redo()
    assert chain.document.work.sketch == THICK
    assert mix(chain.document) > Patch.default()["chorus_mix"]


def test_two_strokes_are_two_steps(chain: Chain, qtbot: QtBot) -> None:
    for sketch in (THIN, THICK):
        with qtbot.waitSignal(chain.drawing.stroke_heard):
            chain.drawing.sketch_edited(sketch, "draw stroke")
    chain.document.undo_stack.undo()
    assert chain.document.work.sketch == THIN


def test_only_the_newest_of_many_drawings_that_wait_is_predicted(chain: Chain, qtbot: QtBot) -> None:
    warm_up = len(chain.predictor.rasters)
    chain.predictor.may_answer.clear()
    chain.drawing.pen_moved(THIN)
    qtbot.waitUntil(lambda: len(chain.predictor.rasters) == warm_up + 1)
    for sketch in (MIDDLE, THIN, MIDDLE, THICK):
        chain.drawing.pen_moved(sketch)
    with qtbot.waitSignals([chain.worker.predicted, chain.worker.predicted]):
        chain.predictor.may_answer.set()
    assert len(chain.predictor.rasters) == warm_up + 2
    assert mix(chain.document) == pytest.approx(5.0 + chain.predictor.rasters[-1].mean())


def test_preview_that_comes_after_the_stroke_ended_is_dropped(chain: Chain, qtbot: QtBot) -> None:
    chain.predictor.may_answer.clear()
    chain.drawing.pen_moved(THICK)
    chain.drawing.cancelled()
    with qtbot.waitSignal(chain.worker.predicted):
        chain.predictor.may_answer.set()
    assert chain.document.patch == Patch.default()


def test_locked_rows_keep_their_values_through_predictions(chain: Chain, qtbot: QtBot) -> None:
    work = chain.document.work
    locked = replace(work, patch=work.patch.replace({"reverb_mix": 3.0}), locks=frozenset({"reverb_mix", "osc1_wave"}))
    chain.document.edit(locked, "lock")
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.drawing.sketch_edited(THICK, "draw")
    assert chain.document.patch["reverb_mix"] == 3.0
    assert chain.document.patch["osc1_wave"] == Patch.default()["osc1_wave"]
    assert mix(chain.document) > 5.0
    assert chain.document.work.predicted is not None
    assert chain.document.work.predicted["reverb_mix"] == 77.0, "the ghost mark shows what it would have been"


def test_empty_canvas_keeps_its_sound_and_asks_nobody(chain: Chain, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.drawing.sketch_edited(THICK, "draw")
    sound, asked = chain.document.patch, chain.worker.asked
    chain.drawing.clear()
    assert chain.document.work.sketch.is_empty
    assert (chain.document.patch, chain.document.work.predicted) == (sound, None)
    assert chain.worker.asked == asked
    assert len(chain.heard) == 1
    chain.drawing.clear()
    assert chain.document.undo_stack.count() == 2, "clearing an empty canvas is no step"


@pytest.mark.parametrize("meanwhile", ["undo", "load"])
def test_answer_for_a_drawing_that_has_gone_changes_nothing(chain: Chain, qtbot: QtBot, meanwhile: str) -> None:
    chain.predictor.may_answer.clear()
    chain.drawing.sketch_edited(THICK, "draw")
    if meanwhile == "undo":
        chain.document.undo_stack.undo()
    else:
        chain.document.edit(Work(THIN, Patch.of({"chorus_mix": 1.0})), "load")
    work = chain.document.work
    with qtbot.waitSignal(chain.worker.predicted):
        chain.predictor.may_answer.set()
    assert chain.document.work == work
    assert chain.heard == []
    assert chain.sounded[-1] == work.patch


def test_drawing_that_was_left_before_the_answer_has_its_sound_when_it_comes_back(chain: Chain, qtbot: QtBot) -> None:
    document = chain.document
    document.choose_slot(1)
    document.choose_slot(0)
    chain.predictor.may_answer.clear()
    chain.drawing.sketch_edited(THICK, "draw")
    document.choose_slot(1)
    elsewhere = document.work
    with qtbot.waitSignal(chain.worker.predicted):
        chain.predictor.may_answer.set()
    assert document.work == elsewhere and chain.heard == []
    document.choose_slot(0)
    assert document.work.sketch == THICK and document.work.predicted is not None
    assert document.patch == document.work.predicted != elsewhere.patch
    assert chain.sounded[-1] == document.patch
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.work == Work()


def test_copy_of_a_drawing_that_waits_has_its_sound_too(chain: Chain, qtbot: QtBot) -> None:
    document = chain.document
    chain.predictor.may_answer.clear()
    chain.drawing.sketch_edited(THICK, "draw")
    document.choose_slot(2)
    with qtbot.waitSignal(chain.worker.predicted):
        chain.predictor.may_answer.set()
    assert document.work.slot == 2 and document.work.predicted is not None
    assert chain.sounded[-1] == document.patch == document.work.predicted
    document.undo_stack.undo()
    assert document.work.slot == 0 and document.patch == document.work.predicted


def test_drawings_in_several_slots_all_have_their_sounds_in_the_end(chain: Chain, qtbot: QtBot) -> None:
    document = chain.document
    document.choose_slot(1)
    document.choose_slot(2)
    document.choose_slot(0)
    chain.predictor.may_answer.clear()
    for slot, sketch in enumerate((THIN, MIDDLE, THICK)):
        document.choose_slot(slot)
        chain.drawing.sketch_edited(sketch, "draw")
    chain.predictor.may_answer.set()
    mixes = []
    for slot in range(3):
        document.choose_slot(slot)
        qtbot.waitUntil(lambda: document.work.predicted is not None)
        mixes.append(mix(document))
    assert mixes == sorted(set(mixes)), "a thicker line has more chorus in this test"
    assert chain.heard == [], "none of them was in view when its sound came"


def test_undone_drawing_comes_back_with_the_sound_found_meanwhile(chain: Chain, qtbot: QtBot) -> None:
    chain.predictor.may_answer.clear()
    chain.drawing.sketch_edited(THICK, "draw")
    chain.document.undo_stack.undo()
    with qtbot.waitSignal(chain.worker.predicted):
        chain.predictor.may_answer.set()
    assert chain.document.work == Work()
    chain.document.undo_stack.redo()
    assert chain.document.patch == chain.document.work.predicted != Patch.default()


def test_inverting_asks_for_the_sound_of_the_inverted_drawing(chain: Chain, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.drawing.sketch_edited(THIN, "draw")
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.drawing.invert()
    assert chain.document.work.sketch.inverted
    assert chain.document.undo_stack.undoText() == "invert"


def test_without_a_network_drawing_works_and_leaves_the_sound(qtbot: QtBot) -> None:
    document = Document()
    drawing = SketchToSound(document, None, PatchGate(lambda _: None))
    drawing.pen_moved(THIN)
    drawing.sketch_edited(THIN, "draw")
    assert (document.work.sketch, document.patch) == (THIN, Patch.default())
