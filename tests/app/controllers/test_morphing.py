"""The cursor of the pad: sound while it moves, one undo step where it is let go, a path that is played again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.controllers.morph_corners import MorphCorners
from app.controllers.morphing import FULL, NO_PATH, STOPPED, TOO_FEW, X_CONTROLLER, Y_CONTROLLER, Morphing
from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.sound import Sound
from app.document import Document
from app.engine.settings import AudioSettings
from app.morph_pad import LONGEST_PATH_S, Corner, Pad, Place, Space
from app.workers import morph_plans
from app.workers.inference import InferenceWorker
from app.workers.morph_plans import FAILED, MorphPlans
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.blend import blend
from synth.patch import Patch
from synth.presets import Preset, save_preset
from tests.app.fakes import FakePredictor, FakeSupervisor


def line(width: float) -> Sketch:
    return Sketch((Stroke(Tool.LINE, (Point(0.2, 0.2), Point(0.8, 0.8)), width),))


SOFT = Corner("Soft", line(0.02), Patch.of({"reverb_mix": 10.0, "amp_attack_s": 0.1, "filter1_cutoff_hz": 500.0}))
HARD = Corner("Hard", line(0.2), Patch.of({"reverb_mix": 50.0, "amp_attack_s": 1.0, "filter1_cutoff_hz": 5000.0}))
LOADING_MS = 60_000
"""The first drawing compiles: no matter of a moment on a busy machine."""
PAD = Pad((SOFT, HARD, None, None))


@dataclass
class Chain:
    document: Document
    predictor: FakePredictor
    worker: InferenceWorker
    drawing: SketchToSound
    morphing: Morphing
    supervisor: FakeSupervisor
    qtbot: QtBot
    said: list[str]
    shown: list[Sketch]
    seconds: float = 0.0

    def go(self, *places: tuple[float, float]) -> None:
        """Move the cursor, 20 ms from place to place, as a hand does."""
        for place in places:
            self.seconds += 0.02
            self.morphing.move(*place)
            self.settle()

    def settle(self) -> None:
        """Let what waits for the next turn of the loop happen."""
        self.qtbot.wait(1)

    def drag(self, *places: tuple[float, float]) -> None:
        self.morphing.begin()
        self.go(*places)
        self.morphing.finish()

    def draws(self) -> None:
        """Blend drawings, whose lines are matched already."""
        self.document.show_pad(replace(self.document.pad, space=Space.DRAWINGS))
        self.morphing.begin()
        self.morphing.move(0.5, 0.5)
        self.qtbot.waitUntil(lambda: bool(self.shown))
        self.morphing.cancel()
        self.shown.clear()


@pytest.fixture
def chain(qtbot: QtBot) -> Iterator[Chain]:
    document, predictor, supervisor = Document(), FakePredictor(), FakeSupervisor()
    worker = InferenceWorker(lambda: predictor)
    sound = Sound(document, supervisor)
    sound.start(AudioSettings())
    drawing, plans = SketchToSound(document, worker, sound.gate), MorphPlans()
    clock: list[Chain] = []
    morphing = Morphing(document, drawing, plans, now=lambda: clock[0].seconds if clock else 0.0)
    it = Chain(document, predictor, worker, drawing, morphing, supervisor, qtbot, [], [])
    clock.append(it)
    morphing.message.connect(it.said.append)
    morphing.drawing_shown.connect(it.shown.append)
    sound.controller.connect(morphing.controller_moved)
    document.show_pad(PAD)
    worker.start()
    qtbot.waitUntil(lambda: not worker.is_loading, timeout=LOADING_MS)
    yield it
    predictor.may_answer.set()
    worker.stop()
    plans.stop()
    sound.stop()


def test_sound_follows_the_cursor_before_it_is_let_go(chain: Chain) -> None:
    chain.morphing.begin()
    chain.go((0.25, 0.5))
    expected = blend([SOFT.patch, HARD.patch], [0.75, 0.25])
    assert chain.supervisor.patches[-1] == chain.document.patch == expected
    assert chain.document.undo_stack.count() == 0
    assert chain.document.work.patch == Patch.default()


@pytest.mark.parametrize(("x", "corner"), [(0.0, SOFT), (1.0, HARD)])
def test_at_a_corner_it_is_exactly_the_sound_of_the_corner(chain: Chain, x: float, corner: Corner) -> None:
    chain.drag((0.4, 0.5), (x, 0.3))
    assert chain.document.work.patch == corner.patch, "performance values, too"


def test_one_movement_is_one_undo_step_that_brings_cursor_and_sound_back(chain: Chain) -> None:
    chain.drag((0.3, 0.5), (0.6, 0.2), (0.8, 0.1))
    assert chain.document.undo_stack.count() == 1
    assert chain.document.undo_stack.undoText() == "morph"
    assert chain.document.pad.cursor == (0.8, 0.1)
    made = chain.document.work
    chain.document.undo_stack.undo()
    assert chain.document.work.patch == Patch.default() == chain.supervisor.patches[-1]
    assert chain.document.pad == PAD
    chain.document.undo_stack.redo()
    assert chain.document.work == made


def test_sounds_leave_the_drawing_and_locked_knobs_alone(chain: Chain) -> None:
    mine = line(0.1)
    work = replace(chain.document.work, sketch=mine, locks=frozenset({"filter1_cutoff_hz"}))
    chain.document.edit(work, "draw")
    chain.drag((1.0, 0.5))
    assert chain.document.work.sketch is mine
    assert chain.document.work.patch["filter1_cutoff_hz"] == Patch.default()["filter1_cutoff_hz"]
    assert chain.document.work.patch["reverb_mix"] == 50.0


def test_movement_that_is_given_up_leaves_everything(chain: Chain) -> None:
    chain.morphing.begin()
    chain.go((0.9, 0.9))
    chain.morphing.cancel()
    assert chain.document.patch == Patch.default() == chain.supervisor.patches[-1]
    assert chain.document.undo_stack.count() == 0
    assert chain.document.pad.cursor == PAD.cursor


def test_drawings_become_one_another_and_the_map_says_how_they_sound(chain: Chain, qtbot: QtBot) -> None:
    chain.draws()
    chain.morphing.begin()
    with qtbot.waitSignal(chain.worker.predicted):
        chain.go((0.5, 0.5))
    assert chain.shown[-1].strokes[0].width == pytest.approx(0.11)
    assert chain.document.work.sketch.is_empty, "not before it is let go"
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.morphing.finish()
    work = chain.document.work
    assert work.sketch is chain.shown[-1]
    assert work.predicted is not None
    assert work.patch == work.with_prediction(work.predicted)
    assert chain.document.undo_stack.count() == 1
    assert chain.document.undo_stack.undoText() == "morph"
    chain.document.undo_stack.undo()
    assert chain.document.work.sketch.is_empty
    assert chain.document.pad.cursor == PAD.cursor


def test_at_a_corner_it_is_the_very_drawing(chain: Chain, qtbot: QtBot) -> None:
    chain.draws()
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.drag((0.7, 0.5), (1.0, 0.5))
    assert chain.document.work.sketch is HARD.sketch


def test_drawing_that_is_given_up_comes_back_to_the_canvas(chain: Chain, qtbot: QtBot) -> None:
    chain.document.edit(replace(chain.document.work, sketch=line(0.3)), "draw")
    chain.draws()
    chain.morphing.begin()
    with qtbot.waitSignal(chain.worker.predicted):
        chain.go((0.5, 0.5))
    chain.morphing.cancel()
    assert chain.shown[-1] == line(0.3)
    assert chain.document.patch == chain.document.work.patch


def test_cursor_let_go_before_the_drawings_are_matched_is_heard_all_the_same(chain: Chain, qtbot: QtBot) -> None:
    chain.document.show_pad(replace(PAD, space=Space.DRAWINGS))
    chain.morphing.begin()
    chain.morphing.move(0.5, 0.5)
    with qtbot.waitSignal(chain.drawing.stroke_heard):
        chain.morphing.finish()
    assert chain.document.work.sketch.strokes[0].width == pytest.approx(0.11)


def test_drawings_that_cannot_be_matched_are_one_sentence(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(morph_plans, "SketchMorph", broken)
    chain.document.show_pad(replace(PAD, space=Space.DRAWINGS))
    chain.drag((0.5, 0.5))
    chain.qtbot.waitUntil(lambda: bool(chain.said))
    assert chain.said == [FAILED]
    assert chain.document.undo_stack.count() == 0


def test_what_waits_for_its_drawings_is_given_up_when_sounds_are_chosen(chain: Chain) -> None:
    chain.document.show_pad(replace(PAD, space=Space.DRAWINGS))
    before = chain.document.work
    chain.morphing.begin()
    chain.morphing.move(0.5, 0.5)
    chain.morphing.finish()
    chain.morphing.set_space(Space.SOUNDS)
    chain.qtbot.wait(200)
    assert chain.document.work == before
    assert chain.document.undo_stack.undoText() == "morph sounds"


def test_drawings_that_cannot_be_matched_leave_a_movement_of_sounds_alone(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(morph_plans, "SketchMorph", broken)
    chain.document.show_pad(replace(PAD, space=Space.DRAWINGS))
    chain.document.show_pad(PAD)
    chain.drag((0.3, 0.5), (0.5, 0.5))
    chain.qtbot.wait(100)
    assert not chain.said
    assert chain.document.undo_stack.undoText() == "morph"


def test_a_movement_goes_by_one_plan_though_a_better_one_comes(chain: Chain, qtbot: QtBot) -> None:
    chain.predictor.may_answer.clear()
    chain.document.show_pad(replace(PAD, space=Space.DRAWINGS))
    chain.morphing.begin()
    chain.morphing.move(0.3, 0.5)
    qtbot.waitUntil(lambda: bool(chain.shown))
    width = chain.shown[-1].strokes[0].width
    chain.predictor.may_answer.set()
    qtbot.wait(600)
    chain.go((0.31, 0.5), (0.3, 0.5))
    assert chain.shown[-1].strokes[0].width == pytest.approx(width)
    chain.morphing.cancel()


def test_path_is_played_as_it_was_led(chain: Chain) -> None:
    way = [(0.05 * n, 0.5 + 0.02 * n) for n in range(1, 15)]
    chain.morphing.record(True)
    chain.drag(*way)
    chain.morphing.record(False)
    assert chain.document.undo_stack.undoText() == "record a morph"
    chain.document.edit_pad(replace(chain.document.pad, loops=False), "once")
    seen: list[tuple[float, float]] = []
    chain.morphing.cursor_moved.connect(lambda x, y: seen.append((x, y)))
    steps = chain.document.undo_stack.count()
    start = chain.seconds
    chain.morphing.play(True)
    for place in chain.document.pad.path:
        chain.seconds = start + place.time_s
        chain.morphing.tick()
    assert not chain.morphing.is_playing
    for place in way:
        assert np.abs(np.array(seen) - place).sum(axis=1).min() < 1e-4
    assert seen[-1] == pytest.approx(way[-1])
    assert chain.document.undo_stack.count() == steps + 1, "the whole playing is one step"
    expected = blend([SOFT.patch, HARD.patch], [0.3, 0.7])
    assert np.allclose(chain.document.work.patch.to_unit(), expected.to_unit())


def test_path_goes_round_until_it_is_stopped(chain: Chain) -> None:
    chain.document.show_pad(replace(PAD, path=(Place(0.0, 0.0, 0.5), Place(1.0, 1.0, 0.5))))
    chain.morphing.play(True)
    for seconds, x in ((0.25, 0.25), (1.25, 0.25), (7.75, 0.75)):
        chain.seconds = seconds
        chain.morphing.tick()
        chain.settle()
        assert chain.document.patch == blend([SOFT.patch, HARD.patch], [1.0 - x, x])
    chain.morphing.play(False)
    assert chain.document.pad.cursor == pytest.approx((0.75, 0.5))
    assert chain.document.undo_stack.count() == 1


def test_rest_before_and_after_the_movement_is_no_part_of_the_path(chain: Chain) -> None:
    chain.morphing.record(True)
    chain.seconds += 30.0
    chain.drag((0.2, 0.5), (0.9, 0.5))
    chain.seconds += 30.0
    chain.morphing.record(False)
    assert chain.document.pad.duration_s < 0.1


def test_path_that_is_cleared_while_it_plays_can_be_brought_back(chain: Chain) -> None:
    chain.document.show_pad(replace(PAD, path=(Place(0.0, 0.0, 0.5), Place(1.0, 1.0, 0.5))))
    chain.morphing.play(True)
    chain.morphing.clear_path()
    chain.morphing.tick()
    assert not chain.morphing.is_playing
    assert chain.document.patch == Patch.default()
    assert chain.document.undo_stack.count() == 1


def test_corner_that_is_filled_while_a_path_plays_is_heard_at_once(chain: Chain) -> None:
    chain.document.show_pad(replace(PAD, path=(Place(0.0, 0.0, 1.0), Place(1.0, 0.0, 1.0), Place(2.0, 1.0, 1.0))))
    chain.morphing.play(True)
    chain.settle()
    assert chain.document.patch == SOFT.patch
    chain.document.edit_pad(chain.document.pad.with_corner(2, HARD), "fill")
    chain.settle()
    assert chain.document.patch == HARD.patch
    assert chain.morphing.is_playing


def test_hand_takes_the_cursor_from_a_path_that_plays(chain: Chain) -> None:
    chain.document.show_pad(replace(PAD, path=(Place(0.0, 0.0, 0.5), Place(1.0, 1.0, 0.5))))
    chain.morphing.play(True)
    chain.drag((1.0, 1.0))
    assert not chain.morphing.is_playing
    assert chain.document.work.patch == HARD.patch
    assert chain.document.undo_stack.count() == 1


def test_knob_that_is_turned_while_a_path_plays_stands_and_ends_it(chain: Chain) -> None:
    chain.document.show_pad(replace(PAD, path=(Place(0.0, 0.0, 0.5), Place(1.0, 1.0, 0.5))))
    chain.morphing.play(True)
    chain.settle()
    turned = replace(chain.document.work, patch=Patch.of({"reverb_mix": 77.0}))
    chain.document.edit(turned, "turn")
    assert not chain.morphing.is_playing
    assert chain.said == [STOPPED]
    chain.settle()
    assert chain.document.patch["reverb_mix"] == 77.0 == chain.supervisor.patches[-1]["reverb_mix"]


def test_nothing_to_record_or_to_play_is_said(chain: Chain) -> None:
    chain.morphing.record(True)
    chain.morphing.record(False)
    chain.morphing.play(True)
    chain.document.show_pad(Pad())
    chain.morphing.record(True)
    assert chain.said == [NO_PATH, NO_PATH, TOO_FEW]
    assert not chain.morphing.is_playing
    assert not chain.morphing.is_recording


def test_a_path_that_is_full_ends_by_itself_is_kept_and_that_is_said(chain: Chain) -> None:
    chain.morphing.record(True)
    chain.morphing.begin()
    chain.go((0.1, 0.1), (0.9, 0.9))
    chain.seconds += LONGEST_PATH_S
    chain.morphing.move(0.5, 0.5)
    assert chain.said == [FULL]
    assert not chain.morphing.is_recording
    assert chain.document.pad.path[-1][1:] == (0.9, 0.9)


def test_path_can_be_cleared_and_comes_back(chain: Chain) -> None:
    path = (Place(0.0, 0.0, 0.5), Place(1.0, 1.0, 0.5))
    chain.document.show_pad(replace(PAD, path=path))
    chain.morphing.clear_path()
    assert chain.document.pad.path == ()
    chain.document.undo_stack.undo()
    assert chain.document.pad.path == path


def test_two_midi_controllers_lead_the_cursor_in_one_undo_step(chain: Chain) -> None:
    chain.morphing.controller_moved(X_CONTROLLER, 0.25)
    chain.morphing.controller_moved(Y_CONTROLLER, 1.0)
    chain.morphing.controller_moved(3, 0.9)
    chain.settle()
    assert chain.document.patch == blend([SOFT.patch, HARD.patch], [0.75, 0.25])
    chain.morphing.finish()
    assert chain.document.pad.cursor == (0.25, 1.0)
    assert chain.document.undo_stack.count() == 1


def test_what_is_recorded_when_the_program_ends_is_kept(chain: Chain) -> None:
    chain.morphing.record(True)
    chain.morphing.begin()
    chain.go((0.1, 0.1), (0.9, 0.9))
    chain.morphing.end()
    assert chain.document.pad.path[-1][1:] == (0.9, 0.9)
    assert chain.document.pad.cursor == (0.9, 0.9)


# corners


@pytest.fixture
def corners(chain: Chain) -> MorphCorners:
    it = MorphCorners(chain.document, chain.morphing)
    it.message.connect(chain.said.append)
    return it


def test_corner_takes_the_present_work_and_undo_takes_it_out(chain: Chain, corners: MorphCorners) -> None:
    work = replace(chain.document.work, sketch=line(0.3), patch=HARD.patch)
    chain.document.edit(work, "draw")
    corners.put_work(3)
    assert chain.document.pad.corners[3] == Corner("Untitled", work.sketch, work.patch)
    chain.document.undo_stack.undo()
    assert chain.document.pad == PAD


def test_corner_takes_another_slot(chain: Chain, corners: MorphCorners) -> None:
    chain.document.edit(replace(chain.document.work, sketch=line(0.3)), "draw")
    chain.document.choose_slot(1)
    chain.document.edit(replace(chain.document.work, sketch=line(0.4)), "draw")
    corners.put_slot(2, 0)
    corner = chain.document.pad.corners[2]
    assert corner is not None
    assert (corner.name, corner.sketch) == ("Untitled", line(0.3))
    corners.put_slot(3, 2)
    assert chain.document.pad.corners[3] is None, "an empty slot is nothing"


def test_corner_takes_a_preset_file(chain: Chain, corners: MorphCorners, tmp_path: Path) -> None:
    save_preset(tmp_path / "hard.json", Preset("Hard", HARD.patch, HARD.sketch.to_json()))
    corners.put_file(2, tmp_path / "hard.json")
    corner = chain.document.pad.corners[2]
    assert corner is not None
    assert (corner.name, corner.patch) == ("Hard", HARD.patch)
    assert len(corner.sketch.strokes) == 1


@pytest.mark.parametrize("name", ["picture.png", "missing.json"])
def test_file_that_is_no_preset_leaves_the_corner_and_says_so(
    chain: Chain, corners: MorphCorners, tmp_path: Path, name: str
) -> None:
    corners.put_file(0, tmp_path / name)
    assert chain.document.pad == PAD
    assert "corner" in chain.said[0]
    assert name in chain.said[0]


def test_corner_is_cleared_in_one_step(chain: Chain, corners: MorphCorners) -> None:
    corners.clear(0)
    assert chain.document.pad.corners == (None, HARD, None, None)
    chain.document.undo_stack.undo()
    assert chain.document.pad == PAD
