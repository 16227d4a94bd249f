"""A photograph in the window: its tone sets knobs, survives undo, sessions and presets, respects locks and hands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import paths
from app.build import Program
from app.session import read_session, work_of
from app.session_text import preset_of
from app.settings import Settings
from app.work import Work
from models.sketch_map.conflicts import same_drawing
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from models.sketch_to_patch.tone import NEUTRAL
from models.sketch_to_patch.tone_sound import ROWS, with_tone
from models.sketch_to_patch.tone_sweeps import sweep_of
from synth.parameters import parameter
from synth.patch import Patch
from synth.presets import load_preset, save_preset
from tests.app.fakes import FakePredictor, FakeSupervisor

LINE = Stroke(Tool.LINE, (Point(0.2, 0.2), Point(0.8, 0.8)), 0.05)


class Stage:
    """A program and its fakes."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.program = Program(FakeSupervisor(), lambda _settings, _map: FakePredictor(), Settings())
        self.window, self.document = self.program.window, self.program.document
        self.program.start()
        qtbot.waitUntil(lambda: not self.program.worker.is_loading, timeout=60_000)

    def open(self, path: Path) -> None:
        with self.qtbot.waitSignal(self.program.drawing.stroke_heard, timeout=60_000):
            self.program.files.take(str(path))

    def draw(self, sketch: Sketch) -> None:
        with self.qtbot.waitSignal(self.program.drawing.stroke_heard, timeout=60_000):
            self.program.drawing.sketch_edited(sketch, "draw")

    @property
    def sound(self) -> Patch:
        return self.document.work.patch

    def end(self) -> None:
        self.program.end()
        self.window.close()
        self.window.deleteLater()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage(qtbot)
    yield it
    it.end()


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """Warm, colourful and dark."""
    path = tmp_path / "evening.jpg"
    Image.fromarray(sweep_of("warmth", 1)[-1]).point(lambda value: round(0.6 * value)).save(path, quality=90)
    return path


def is_default(patch: Patch, row: str) -> bool:
    return patch[row] == parameter(row).default


def test_tone_is_said_and_heard_and_undone_in_one_step(stage: Stage, photograph: Path) -> None:
    stage.open(photograph)
    tone = stage.document.work.sketch.tone
    assert tone != NEUTRAL
    assert stage.window.message == f"Opened evening.jpg: {tone.words()}."
    assert "dark" in tone.words() and "warm" in tone.words()
    assert stage.sound["reverb_mix"] == 77.0  # the network's
    assert all(stage.sound[row] == with_tone(stage.sound, tone)[row] for row in ROWS)
    assert stage.sound["osc1_semitones"] == -12.0
    stage.window.actions_by_name["undo"].trigger()
    assert stage.document.work == Work()
    stage.window.actions_by_name["redo"].trigger()
    assert stage.sound["osc1_semitones"] == -12.0


def test_locked_knobs_stay_and_turned_ones_stay_while_one_draws_on_the_picture(stage: Stage, photograph: Path) -> None:
    stage.program.editing.value_edited("filter2_resonance", 3.0, 1)
    stage.program.editing.locks_edited(frozenset({"filter2_resonance"}))
    stage.open(photograph)
    assert stage.sound["filter2_resonance"] == 3.0
    stage.program.editing.value_edited("amp_release_s", 1.5, 2)
    picture = stage.document.work.sketch
    stage.draw(picture.adding(LINE))
    assert stage.document.work.sketch.tone == picture.tone
    assert stage.sound["amp_release_s"] == 1.5


def test_another_drawing_puts_back_what_the_picture_set_and_no_hand_turned(stage: Stage, photograph: Path) -> None:
    stage.open(photograph)
    stage.program.editing.value_edited("amp_release_s", 1.5, 1)
    heard = stage.sound
    stage.program.drawing.clear()
    assert stage.sound == heard  # an empty canvas keeps its sound
    stage.draw(Sketch((LINE,)))
    assert stage.sound["amp_release_s"] == 1.5
    assert all(is_default(stage.sound, row) for row in ROWS if row != "amp_release_s")


def test_performance_values_of_a_plain_drawing_are_the_players(stage: Stage) -> None:
    stage.program.editing.value_edited("drive_db", 12.0, 1)
    stage.draw(Sketch((LINE,)))
    assert stage.sound["drive_db"] == 12.0


def test_pasted_and_dropped_pixels_have_a_tone_too(stage: Stage, photograph: Path) -> None:
    QApplication.clipboard().setImage(QImage(str(photograph)))
    with stage.qtbot.waitSignal(stage.program.drawing.stroke_heard, timeout=60_000):
        stage.window.actions_by_name["paste"].trigger()
    assert stage.window.message.startswith("Pasted the picture: ")
    pasted = stage.document.work.sketch.tone
    assert pasted.warmth > 0.6
    with stage.qtbot.waitSignal(stage.program.drawing.stroke_heard, timeout=60_000):
        stage.window.play.canvas.take(QApplication.clipboard().mimeData())
    assert stage.window.message.startswith("Took the picture: ")
    assert stage.document.work.sketch.tone == pasted
    QApplication.clipboard().clear()


def test_tone_comes_back_with_the_session_and_with_a_preset(stage: Stage, photograph: Path, tmp_path: Path) -> None:
    stage.open(photograph)
    work = stage.document.work
    save_preset(tmp_path / "evening.json", preset_of(work, "Evening"))
    loaded, problem = work_of(load_preset(tmp_path / "evening.json"), None)
    assert not problem
    assert (loaded.sketch, loaded.patch, loaded.tone) == (work.sketch, work.patch, work.tone)
    stage.program.session.end()
    restored = read_session(paths.session_file())[0].work
    assert (restored.sketch, restored.patch, restored.tone) == (work.sketch, work.patch, work.tone)


def test_two_pictures_of_the_same_lines_and_another_tone_are_two_drawings(stage: Stage, photograph: Path) -> None:
    stage.open(photograph)
    toned = stage.document.work.sketch
    assert not same_drawing(toned, Sketch(picture=toned.picture))
