"""Teaching in the whole window, with the shipped network: button, key, choice of maps, page Map, drops, next start."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app import paths
from app.build import Program
from app.controllers.teaching import EMPTY
from app.dialogs.shortcuts import action_rows
from app.main_window import LIBRARY, MAP, PLAY
from app.run import make_predictors
from app.settings import Settings, load_settings
from models.sketch_map.example import Example
from models.sketch_map.map_file import load_map, save_map
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool
from synth.events import NoteOn
from synth.patch import Patch
from tests.app.fakes import FakeSupervisor

CIRCLE = Sketch((Stroke(Tool.ELLIPSE, (Point(0.2, 0.2), Point(0.8, 0.8)), 0.025),))
BAR = Sketch((Stroke(Tool.RECTANGLE, (Point(0.1, 0.45), Point(0.9, 0.55)), 0.03),))
DRUMS = SketchMap(name="Drums").taught(Example(sketch=BAR, patch=Patch.of({"osc1_wave": "Noise"}), name="Bar"))


LOADING_MS = 60_000
"""The shipped network is loaded: no matter of a moment on a busy machine."""


class Stage:
    """The program with its own network, and an engine that plays into none."""

    def __init__(self, qtbot: QtBot, settings: Settings | None = None) -> None:
        self.engine, self.qtbot = FakeSupervisor(), qtbot
        self.program = Program(self.engine, make_predictors(), settings or Settings(use_gpu=False, current_map="paper"))
        self.window, self.document = self.program.window, self.program.document
        self.play, self.map = self.window.play, self.window.map
        self.program.start()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        qtbot.waitUntil(lambda: not self.program.worker.is_loading, timeout=LOADING_MS)

    def draw(self, sketch: Sketch) -> None:
        with self.qtbot.waitSignal(self.program.drawing.stroke_heard):
            self.program.drawing.sketch_edited(sketch, "draw")

    def turn(self, id: str, value: float) -> None:
        self.program.editing.value_edited(id, value, 1)

    def teach(self) -> None:
        with self.qtbot.waitSignal(self.program.map_sound.placed):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    def drop(self, path: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        self.window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, buttons, none))

    def end(self) -> None:
        self.program.end()
        self.window.close()
        self.window.deleteLater()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage(qtbot)
    yield it
    it.end()


def same_sound(one: Patch, other: Patch) -> bool:
    return bool(np.allclose(one.to_unit(), other.to_unit(), atol=1e-9))


def test_button_says_why_it_cannot_teach_and_can_as_soon_as_something_is_drawn(stage: Stage) -> None:
    assert not stage.play.teach.isEnabled()
    assert stage.play.teach.toolTip() == EMPTY
    stage.draw(CIRCLE)
    assert stage.play.teach.isEnabled()
    assert "a map of your own on Paper" in stage.play.teach.toolTip()
    stage.play.teach.click()
    assert stage.window.message == "Taught. 1 drawing in My map, a map of your own on Paper."
    assert stage.play.map_choice.title == "My map"
    stage.window.actions_by_name["undo"].trigger()
    assert stage.play.map_choice.title == "Paper"
    assert stage.play.map_choice.titles == ["Bouba", "Paper", "Weather"]


def test_key_teaches_and_stands_in_the_list_of_keys(stage: Stage) -> None:
    stage.draw(CIRCLE)
    stage.turn("reverb_mix", 91.0)
    stage.teach()
    stage.draw(BAR)
    assert stage.document.patch["reverb_mix"] != pytest.approx(91.0)
    stage.draw(CIRCLE)
    assert stage.document.patch["reverb_mix"] == pytest.approx(91.0)
    rows = action_rows(stage.window.actions_by_name.values())
    assert ("Ctrl+T", "Teach: this drawing = this sound") in rows


def test_its_key_is_that_of_the_tags_in_the_library(stage: Stage) -> None:
    stage.draw(CIRCLE)
    stage.window.show_page(LIBRARY)
    assert not stage.window.actions_by_name["teach"].isEnabled()
    stage.window.show_page(PLAY)
    assert stage.window.actions_by_name["teach"].isEnabled()


@pytest.mark.parametrize("width", [1280, 1440])
def test_map_and_button_are_seen_in_every_window(stage: Stage, width: int) -> None:
    stage.play.resize(width, 700)
    assert stage.play.teach.isVisible()
    assert stage.play.map_choice.isVisible()


def test_map_is_switched_while_notes_sound_on(stage: Stage, qtbot: QtBot) -> None:
    stage.draw(CIRCLE)
    paper = stage.document.patch
    stage.turn("reverb_mix", 91.0)
    stage.teach()
    stage.program.sound.playing.press(60, 100, "mouse")
    sent = len(stage.engine.sent)
    stage.play.map_choice.choose("Paper")
    qtbot.waitUntil(lambda: same_sound(stage.document.patch, paper))
    stage.play.map_choice.choose("My map")
    qtbot.waitUntil(lambda: stage.document.patch["reverb_mix"] == pytest.approx(91.0))
    assert stage.engine.patches[-1] == stage.document.patch
    assert len(stage.engine.sent) == sent
    assert 60 in stage.program.sound.playing.sounding


def test_taught_map_is_there_at_the_next_start_and_predicts(qtbot: QtBot) -> None:
    first = Stage(qtbot)
    first.draw(CIRCLE)
    first.turn("reverb_mix", 91.0)
    first.teach()
    path = paths.map_folder() / "My map.boubamap"
    qtbot.waitUntil(path.exists)
    assert len(load_map(path).sketch_map.examples) == 1, "saved at once, not only at the end"
    first.end()
    settings, _ = load_settings(paths.settings_file())
    assert settings.current_map == "My map.boubamap"
    again = Stage(qtbot, settings)
    assert again.play.map_choice.title == "My map"
    again.program.drawing.clear()
    again.draw(CIRCLE)
    assert again.document.patch["reverb_mix"] == pytest.approx(91.0)
    again.end()


def test_page_shows_what_is_taught_and_its_edits_are_undone_there(stage: Stage) -> None:
    stage.window.show_page(MAP)
    assert "The map Paper came with the program" in stage.map.hint
    stage.map.go_and_draw.click()
    stage.draw(CIRCLE)
    stage.teach()
    stage.window.show_page(MAP)
    assert stage.map.hint == ""
    assert stage.map.lesson is not None
    assert stage.map.lesson.sound.startswith("like Paper 1")
    QTest.keyClick(stage.map.grid, Qt.Key.Key_Delete)
    assert "Nothing is taught" in stage.map.hint
    stage.window.actions_by_name["undo"].trigger()
    assert stage.map.lesson is not None


def test_example_is_heard_for_a_moment_without_an_edit(stage: Stage, qtbot: QtBot) -> None:
    stage.draw(CIRCLE)
    stage.turn("reverb_mix", 91.0)
    stage.teach()
    stage.play.audition.setChecked(False)
    stage.draw(BAR)
    work, sound = stage.document.work, stage.document.patch
    stage.window.show_page(MAP)
    stage.program.sound.playing.panic()
    QTest.keyClick(stage.map.grid, Qt.Key.Key_Space)
    assert stage.engine.patches[-1]["reverb_mix"] == 91.0
    assert isinstance(stage.engine.sent[-1], NoteOn), "asked for, so played, whatever strokes do"
    stage.program.listening.end()
    assert stage.engine.patches[-1] == sound
    assert stage.document.work == work


def test_example_goes_back_to_the_canvas_by_enter(stage: Stage) -> None:
    stage.draw(CIRCLE)
    stage.turn("reverb_mix", 91.0)
    stage.teach()
    stage.draw(BAR)
    stage.window.show_page(MAP)
    QTest.keyClick(stage.map.grid, Qt.Key.Key_Return)
    assert stage.play.isVisible()
    assert stage.document.work.sketch == CIRCLE
    assert stage.document.patch["reverb_mix"] == pytest.approx(91.0)


def test_contradiction_is_said_once_and_marked_on_both(stage: Stage, qtbot: QtBot) -> None:
    stage.draw(CIRCLE)
    stage.teach()
    stage.draw(replace(CIRCLE, strokes=(replace(CIRCLE.strokes[0], width=0.027),)))
    work = stage.document.work
    other = Patch.of({"osc1_wave": "Noise", "filters_on": "Off", "reverb_on": "Off", "effects_on": "Off"})
    stage.document.edit(replace(work, patch=other), "turn")
    stage.teach()
    assert "Drawing 1 and Drawing 2 look alike but sound different" in " ".join(
        lesson.conflict for lesson in stage.map.examples.lessons
    )
    assert all(lesson.conflict for lesson in stage.map.examples.lessons)
    qtbot.waitUntil(lambda: "look alike" in stage.window.message, timeout=8000)


def test_map_dropped_on_the_window_is_taken_in(stage: Stage, tmp_path: Path) -> None:
    save_map(tmp_path / "gift.boubamap", DRUMS)
    stage.drop(tmp_path / "gift.boubamap")
    assert stage.document.maps.sketch_map == DRUMS
    assert stage.map.isVisible()
    assert stage.map.map.name.text() == "Drums"


def test_bad_map_dropped_on_the_window_is_one_sentence(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "bad.boubamap").write_bytes(b"no map")
    stage.drop(tmp_path / "bad.boubamap")
    assert stage.window.message.startswith("bad.boubamap")
    assert stage.play.isVisible()


@pytest.mark.parametrize("wanted", [True, False])
def test_map_that_lost_examples_says_so_before_it_is_opened(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, wanted: bool
) -> None:
    path = tmp_path / "old.boubamap"
    save_map(path, DRUMS)
    with zipfile.ZipFile(path) as archive:
        document = json.loads(archive.read("map.json"))
    document["examples"].append({"id": "x"})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("map.json", json.dumps(document))
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.informativeText())
        return int(QMessageBox.StandardButton.Open if wanted else QMessageBox.StandardButton.Cancel)

    monkeypatch.setattr(QMessageBox, "exec", answer)
    stage.drop(path)
    assert "Example 2" in asked[0]
    assert stage.document.maps.is_own is wanted


def test_map_is_managed_from_its_page(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = stage.map.map
    panel.new.click()
    assert panel.name.text() == "New map"
    panel.name.setText("Mine")
    panel.name.editingFinished.emit()
    panel.comment.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "for me")
    QTest.keyClick(panel.reach, Qt.Key.Key_Right)
    assert stage.document.maps.sketch_map.comment == "for me"
    assert stage.document.maps.sketch_map.reach > 1.0
    panel.duplicate.click()
    assert stage.document.maps.sketch_map.name == "Mine copy"
    monkeypatch.setattr("app.controllers.map_files.file_to_save", lambda *_, **__: tmp_path / "gift.boubamap")
    panel.save_as.click()
    panel.delete.click()
    assert panel.choice.titles == ["Bouba", "Paper", "Weather", "Mine"]
    monkeypatch.setattr("app.controllers.map_files.file_to_open", lambda *_, **__: tmp_path / "gift.boubamap")
    panel.open.click()
    assert stage.document.maps.sketch_map.name == "Mine copy"


def test_letters_typed_into_a_comment_play_nothing(stage: Stage) -> None:
    stage.map.map.new.click()
    stage.window.show_page(MAP)
    stage.map.map.comment.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "as")
    assert stage.map.map.comment.toPlainText() == "as"
    assert stage.engine.sent == []
