"""The whole window on fakes: it starts with nothing there, and everything in it is joined and reachable."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent, QImage, QKeyEvent, QPixmap, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from app import paths
from app.audio.devices import Listing
from app.build import Program
from app.controllers import files as files_module
from app.controllers.playing import Holder
from app.controllers.preferences import Preferences, SettingsDialog
from app.dialogs.about import AboutDialog
from app.dialogs.export_dialog import ExportDialog
from app.dialogs.shortcuts import ShortcutsDialog
from app.engine.settings import EngineStatus
from app.item_models.preset_list import Shelf, Show
from app.main_window import BELOW, LIBRARY, MAP, MENU, PLAY, SCENE
from app.session import read_session
from app.settings import Settings, load_settings
from app.widgets.module_title import ModuleTitle
from app.widgets.page_switcher import PageSwitcher
from app.workers import device_search, picture_reader
from models.errors import ModelFileError
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.stroke import Sketch
from synth.events import NoteOff, NoteOn, Panic, Sustain
from synth.patch import Patch
from synth.presets import Preset, factory_presets, load_preset, save_preset
from tests.app.fakes import FakePredictor, FakeSupervisor


class Stage:
    """A program and its fakes."""

    def __init__(self, settings: Settings | None = None, *, network: bool = True) -> None:
        self.engine = FakeSupervisor()
        self.predictor = FakePredictor()
        self.program = Program(self.engine, self._predictor if network else self._none, settings or Settings())
        self.window = self.program.window
        self.play = self.window.play
        self.document = self.program.document

    def _predictor(self, _: Settings, _map: SketchMap) -> FakePredictor:
        return self.predictor

    def _none(self, _: Settings, _map: SketchMap) -> FakePredictor:
        raise ModelFileError("The model file paper.onnx is missing. Install the program again.")

    def start(self, qtbot: QtBot) -> "Stage":
        self.program.start()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        qtbot.waitUntil(lambda: not self.program.worker.is_loading)
        return self

    def trigger(self, name: str) -> None:
        self.window.actions_by_name[name].trigger()

    def end(self) -> None:
        self.program.end()
        self.window.close()
        self.window.deleteLater()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage()
    it.start(qtbot)
    yield it
    it.end()


def draw_circle(stage: Stage) -> None:
    canvas = stage.play.canvas
    centre = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=centre)
    for dx, dy in ((40, 0), (40, 40), (0, 40), (-40, 0), (0, -40)):
        QTest.mouseMove(canvas, centre + type(centre)(dx, dy))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=centre)


# --- start ---


def test_starts_with_no_sound_card_no_midi_and_no_network_and_says_so(qtbot: QtBot) -> None:
    stage = Stage(network=False).start(qtbot)
    qtbot.waitUntil(lambda: "paper.onnx is missing" in stage.window.message)
    stage.program.sound.tick()
    draw_circle(stage)
    assert not stage.document.work.sketch.is_empty, "drawing works all the same"
    stage.end()


def test_starts_where_nothing_can_be_kept_and_says_so(qtbot: QtBot, empty_home: Path) -> None:
    (empty_home / "data").write_text("a file where the folder should be")
    stage = Stage().start(qtbot)
    assert "keeps no session" in stage.window.message
    draw_circle(stage)
    assert not stage.document.work.sketch.is_empty
    stage.window.close()
    assert stage.engine.is_stopped
    stage.end()


START_THAT_FAILS = """
import sys
from app import __main__, build

def fail(*_):
    raise LookupError("made up")

build.is_complete = lambda: True
build.Program.start = fail
sys.exit(__main__.main([]))
"""


def test_start_that_fails_ends_with_a_sentence_and_aborts_nothing(empty_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START_THAT_FAILS], cwd=Path(__file__).parents[2], capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "LookupError: made up" in done.stderr


def test_space_is_the_pedal_from_the_start(stage: Stage) -> None:
    QTest.keyPress(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert stage.program.sound.playing.sustain


def test_first_start_is_empty_and_not_edited(stage: Stage) -> None:
    assert stage.document.work.content == (Sketch(), Patch.default(), frozenset(), None, None)
    assert stage.window.windowTitle() == "Untitled – Bouba"


def test_drawing_with_the_mouse_sounds_and_auditions(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.program.drawing.stroke_heard):
        draw_circle(stage)
    assert stage.document.patch["reverb_mix"] == 77.0
    assert stage.engine.patches[-1] == stage.document.patch
    assert stage.play.patch_panel.controls("reverb_mix")[0].value == 77.0
    assert stage.engine.sent == [NoteOn(48, 100)]
    assert stage.window.windowTitle() == "Untitled * – Bouba"
    stage.trigger("undo")
    assert stage.play.patch_panel.controls("reverb_mix")[0].value == Patch.default()["reverb_mix"]
    assert stage.window.windowTitle() == "Untitled – Bouba"


def test_undo_while_the_drawing_is_moved_brings_the_sound_back_and_it_stays(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.program.drawing.stroke_heard):
        draw_circle(stage)
    canvas, worker = stage.play.canvas, stage.program.worker
    with qtbot.waitSignal(worker.predicted):
        QTest.keyPress(canvas, Qt.Key.Key_Right)
    stage.predictor.may_answer.clear()
    QTest.keyPress(canvas, Qt.Key.Key_Right)
    stage.trigger("undo")
    with qtbot.waitSignal(worker.predicted):
        stage.predictor.may_answer.set()
    QTest.keyRelease(canvas, Qt.Key.Key_Right)
    assert stage.document.work.content == (Sketch(), Patch.default(), frozenset(), None, None)
    assert stage.document.patch == stage.engine.patches[-1] == Patch.default()


def test_audition_that_is_switched_off_stays_off(stage: Stage, qtbot: QtBot) -> None:
    stage.play.audition.click()
    with qtbot.waitSignal(stage.program.drawing.stroke_heard):
        draw_circle(stage)
    assert stage.engine.sent == []
    assert not load_settings(paths.settings_file())[0].audition


def test_knob_lock_and_undo_go_through_the_document(stage: Stage, qtbot: QtBot) -> None:
    [knob] = stage.play.patch_panel.controls("reverb_mix")
    knob.edit_once(33.0)
    knob.toggle_lock()
    assert stage.document.work.locks == {"reverb_mix"}
    with qtbot.waitSignal(stage.program.drawing.stroke_heard):
        draw_circle(stage)
    assert stage.document.patch["reverb_mix"] == 33.0
    for _ in range(3):
        stage.trigger("undo")
    assert stage.document.work.content == (Sketch(), Patch.default(), frozenset(), None, None)
    assert not knob.is_locked


def test_mouse_keys_wheels_and_panic_reach_the_engine(stage: Stage) -> None:
    keyboard = stage.play.keyboard
    QTest.mousePress(keyboard, Qt.MouseButton.LeftButton, pos=keyboard.rect().center())
    QTest.mouseRelease(keyboard, Qt.MouseButton.LeftButton, pos=keyboard.rect().center())
    kinds = [type(event) for event in stage.engine.sent]
    assert kinds == [NoteOn, NoteOff]
    stage.play.panic.click()
    assert Panic() in stage.engine.sent


def test_pedal_of_the_window_and_of_midi_are_one(stage: Stage) -> None:
    stage.play.sustain.click()
    assert stage.program.sound.playing.sustain
    stage.program.sound.playing.set_sustain(False)
    assert not stage.play.sustain.isChecked()


def test_status_line_follows_engine_and_network(stage: Stage) -> None:
    stage.engine.status = EngineStatus(state="running", underruns=3, latency_ms=8.0)
    stage.program.sound.tick()
    words = " ".join(label.text() for label in stage.window.top.status.findChildren(QWidget) if hasattr(label, "text"))
    assert "underruns 3 · 8.0 ms" in words
    assert "CPU" in words


# --- files ---


def test_preset_dropped_on_the_window_opens(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "Pad.json"
    save_preset(path, Preset("Pad", Patch.of({"chorus_mix": 42.0})))
    drop(stage, path)
    assert (stage.document.work.name, stage.document.patch["chorus_mix"]) == ("Pad", 42.0)
    assert stage.program.preferences.settings.recent == (str(path),)


def test_picture_dropped_on_the_window_is_drawn_on(stage: Stage, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "x.png"
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for k in range(60):
        image.setPixelColor(k, k, Qt.GlobalColor.black)
    image.save(str(path))
    drop(stage, path)
    qtbot.waitUntil(lambda: bool(stage.document.work.sketch.picture))
    assert stage.window.message == "Opened x.png."


@pytest.fixture
def goes_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Reading a picture waits for this, and gives the name of its file."""
    event = threading.Event()

    def slow(path: Path) -> Sketch:
        assert event.wait(10.0)
        return Sketch(picture=path.name.encode())

    monkeypatch.setattr(picture_reader, "read_picture", slow)
    return event


def test_window_goes_on_while_a_picture_is_read_and_the_newest_one_is_taken(
    stage: Stage, tmp_path: Path, qtbot: QtBot, goes_on: threading.Event
) -> None:
    for name in ("a.png", "b.png", "c.png"):
        drop(stage, tmp_path / name)
        assert stage.window.message == f"Opening {name}…"
    goes_on.set()
    qtbot.waitUntil(lambda: stage.document.work.sketch.picture == b"c.png")
    assert stage.document.undo_stack.count() == 1


@pytest.mark.parametrize("change", ["slot", "paste"])
def test_picture_that_is_read_too_late_does_not_replace_another_drawing(
    stage: Stage, tmp_path: Path, qtbot: QtBot, goes_on: threading.Event, change: str
) -> None:
    drop(stage, tmp_path / "late.png")
    if change == "slot":
        stage.document.choose_slot(1)
    else:
        stage.program.drawing.sketch_edited(Sketch(picture=b"pasted"), "paste picture")
    before = stage.document.work.sketch
    goes_on.set()
    qtbot.waitUntil(lambda: "Open late.png again." in stage.window.message)
    assert stage.document.work.sketch == before


def test_what_is_opened_from_the_library_page_is_seen(stage: Stage) -> None:
    for name in ("next", "new"):
        stage.window.show_page(LIBRARY)
        stage.window.actions_by_name[name].trigger()
        assert stage.play.isVisible(), name


def test_dropped_file_that_is_neither_is_said(stage: Stage, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "x.doc"
    path.write_bytes(b"hello")
    drop(stage, path)
    qtbot.waitUntil(lambda: "The drawing is as it was." in stage.window.message)
    assert "x.doc" in stage.window.message


def drop(stage: Stage, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    stage.window.dropEvent(event)
    assert event.isAccepted()


def test_save_asks_once_for_a_file_then_no_more(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def where(_window: QWidget, _title: str, *, start: Path, **_: object) -> Path:
        asked.append(start)
        return start.with_name("Mine.json")

    monkeypatch.setattr(files_module, "file_to_save", where)
    stage.play.patch_panel.controls("reverb_mix")[0].edit_once(33.0)
    stage.trigger("save")
    assert asked == [paths.preset_folder() / "Untitled.json"]
    assert stage.window.windowTitle() == "Mine – Bouba"
    stage.play.patch_panel.controls("reverb_mix")[0].edit_once(44.0)
    stage.trigger("save")
    assert len(asked) == 1
    assert load_preset(paths.preset_folder() / "Mine.json").patch["reverb_mix"] == 44.0
    assert any(entry.preset.name == "Mine" for entry in stage.program.preset_list.entries)


def test_files_are_saved_where_the_last_one_was(
    stage: Stage, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures, elsewhere = empty_home / "Pictures", empty_home / "elsewhere"
    for folder in (pictures, elsewhere):
        folder.mkdir()
    asked: list[Path] = []

    def where(_window: QWidget, _title: str, *, start: Path, **_: object) -> Path:
        asked.append(start)
        return elsewhere / "x.png"

    monkeypatch.setattr(files_module, "file_to_save", where)
    for _ in range(2):
        stage.trigger("save_drawing")
    assert asked == [pictures / "Untitled.png", elsewhere / "Untitled.png"]
    again = Preferences(load_settings(paths.settings_file())[0], paths.settings_file())
    assert again.folder_of("drawing", pictures) == elsewhere
    assert again.folder_of("sound", pictures) == pictures
    (elsewhere / "x.png").unlink()
    elsewhere.rmdir()
    assert again.folder_of("drawing", pictures) == pictures
    assert again.folder_of("sound", elsewhere) == Path.home()


def test_export_begins_in_the_player_s_music(stage: Stage, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_home / "Music").mkdir()
    seen = visit(ExportDialog)
    stage.trigger("export")
    [dialog] = seen
    assert isinstance(dialog, ExportDialog)
    assert dialog.folder == empty_home / "Music"


def test_recent_files_are_in_the_menu_and_forgotten_when_they_are_gone(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "R&B.json"
    save_preset(path, Preset("R&B"))
    stage.program.presets.open(path)
    [menu] = [menu for menu in stage.window.findChildren(QMenu) if menu.title() == "Open recent"]
    assert [action.text() for action in menu.actions()] == ["R&&B"]
    stage.trigger("new")
    menu.actions()[0].trigger()
    assert stage.document.work.name == "R&B"
    path.unlink()
    menu.actions()[0].trigger()
    assert "cannot be loaded" in stage.window.message
    assert menu.actions() == []
    assert not menu.isEnabled()


def test_slots_are_chosen_by_their_buttons_and_undo_shows_where_one_is(stage: Stage) -> None:
    stage.play.patch_panel.controls("reverb_mix")[0].edit_once(33.0)
    QTest.keyClick(stage.window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert (stage.document.work.slot, stage.window.top.slot) == (1, 1)
    stage.trigger("undo")
    assert (stage.document.work.slot, stage.window.top.slot) == (0, 0)


# --- library ---


def test_library_preset_is_loaded_and_played(stage: Stage) -> None:
    QTest.keyClick(stage.window, Qt.Key.Key_F4)
    page = stage.window.library
    assert page.isVisible()
    page.grid.setCurrentIndex(page.grid.model().index(4, 0))
    page.actions_by_name["load"].trigger()
    assert stage.play.isVisible()
    assert stage.document.work.name == factory_presets()[4].name


def test_undo_in_the_library_brings_a_deleted_preset_back_and_leaves_the_work(stage: Stage) -> None:
    paths.preset_folder().mkdir(parents=True)
    save_preset(paths.preset_folder() / "Mine.json", Preset("Mine"))
    stage.program.library.look_again()
    stage.play.patch_panel.controls("reverb_mix")[0].edit_once(33.0)
    stage.window.show_page(LIBRARY)
    page = stage.window.library
    page.show_part(Show.OWN)
    page.grid.setCurrentIndex(page.grid.model().index(0, 0))
    page.actions_by_name["delete"].trigger()
    assert page.grid.model().rowCount() == 0
    stage.trigger("undo")
    assert page.grid.model().rowCount() == 1
    assert stage.document.patch["reverb_mix"] == 33.0
    stage.window.show_page(PLAY)
    stage.trigger("undo")
    assert stage.document.patch == Patch.default()


def test_library_shows_what_another_window_saved(stage: Stage) -> None:
    paths.preset_folder().mkdir(parents=True)
    save_preset(paths.preset_folder() / "Mine.json", Preset("Mine"))
    stage.window.show_page(LIBRARY)
    stage.window.library.show_part(Show.OWN)
    assert stage.window.library.grid.model().rowCount() == 1


def test_favourites_are_kept(stage: Stage) -> None:
    page = stage.window.library
    page.grid.setCurrentIndex(page.grid.model().index(2, 0))
    page.actions_by_name["favourite"].trigger()
    assert load_settings(paths.settings_file())[0].favourites == ("factory:Paper 3",)
    page.show_part(Show.FAVOURITES)
    assert page.grid.model().rowCount() == 1


def test_replaced_unsaved_work_lies_in_the_library(stage: Stage) -> None:
    stage.play.patch_panel.controls("reverb_mix")[0].edit_once(33.0)
    stage.trigger("next")
    [entry] = [entry for entry in stage.program.preset_list.entries if entry.shelf is Shelf.UNSAVED]
    assert entry.preset.patch["reverb_mix"] == 33.0


# --- dialogs ---


def visit(kind: type[QDialog], act: object = None) -> list[QDialog]:
    """Accept the dialog that opens next; the list holds it then."""
    seen: list[QDialog] = []

    def look(tries: int = 400) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            seen.append(dialog)
            if callable(act):
                act(dialog)
            dialog.accept()
        elif tries:
            QTimer.singleShot(5, lambda: look(tries - 1))

    QTimer.singleShot(0, look)
    return seen


@pytest.mark.parametrize(
    ("name", "kind"), [("shortcuts", ShortcutsDialog), ("about", AboutDialog), ("export", ExportDialog)]
)
def test_dialogs_open_from_their_actions(stage: Stage, name: str, kind: type[QDialog]) -> None:
    seen = visit(kind)
    stage.trigger(name)
    assert len(seen) == 1


def test_settings_hold_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    found = Listing(({"name": "USB"},))
    monkeypatch.setattr(device_search, "audio_outputs", lambda: found)
    monkeypatch.setattr(device_search, "audio_inputs", lambda: Listing(({"name": "headset"},)))
    monkeypatch.setattr(device_search, "midi_inputs", lambda: Listing(({"name": "Keys"},)))

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, SettingsDialog)
        qtbot.waitUntil(lambda: dialog.fields["device"].count() == 2)  # type: ignore[attr-defined]
        dialog.fields["device"].setCurrentIndex(1)  # type: ignore[attr-defined]
        dialog.fields["theme"].setCurrentIndex(1)  # type: ignore[attr-defined]
        dialog.fields["audition"].setChecked(False)  # type: ignore[attr-defined]

    visit(SettingsDialog, choose)
    stage.trigger("settings")
    assert stage.engine.settings[-1].device == "USB"
    assert not stage.play.audition.isChecked()
    assert stage.window.palette().window().color().lightness() > 128
    assert load_settings(paths.settings_file())[0].device == "USB"
    stage.program.preferences.change(theme="dark")


def test_gpu_switch_loads_the_network_anew(stage: Stage, qtbot: QtBot) -> None:
    before = stage.program.worker.predictor
    stage.predictor = FakePredictor()
    stage.program.preferences.change(use_gpu=False)
    qtbot.waitUntil(lambda: stage.program.worker.predictor is stage.predictor)
    assert before is not stage.predictor


# --- end ---


def test_closing_keeps_work_place_and_division_of_the_window(qtbot: QtBot) -> None:
    stage = Stage().start(qtbot)
    stage.play.patch_panel.controls("reverb_mix")[0].edit_once(33.0)
    stage.window.resize(1250, 760)
    columns = stage.play.splitters["play columns"]
    columns.setSizes([500, columns.width() - 500])
    divided = share_of_first(columns)
    stage.window.close()
    assert stage.engine.is_stopped
    assert read_session(paths.session_file())[0].work.patch["reverb_mix"] == 33.0
    stage.end()

    again = Stage(load_settings(paths.settings_file())[0]).start(qtbot)
    assert again.document.patch["reverb_mix"] == 33.0
    assert again.document.is_edited
    assert again.window.height() == 760, "the width is more than the screen of the tests has"
    assert share_of_first(again.play.splitters["play columns"]) == pytest.approx(divided, abs=0.01)
    again.end()


def share_of_first(columns: QSplitter) -> float:
    return columns.sizes()[0] / sum(columns.sizes())


@pytest.mark.parametrize("part", ["session", "preferences", "sound"])
def test_part_that_fails_at_the_end_keeps_no_other_from_ending(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError("made up")

    ended: list[bool] = []
    stage.program.ended.connect(lambda: ended.append(not any(t.name == "predictions" for t in threading.enumerate())))
    stage.play.patch_panel.controls("reverb_mix")[0].edit_once(33.0)
    step = {"session": "end", "preferences": "change", "sound": "stop"}[part]
    with monkeypatch.context() as failing:
        failing.setattr(getattr(stage.program, part), step, fail)
        stage.window.close()
    assert ended == [True]
    assert stage.engine.is_stopped == (part != "sound")
    assert paths.session_file().exists() == (part != "session")
    assert "made up" in paths.log_file().read_text()
    stage.program.sound.stop()


def test_closing_twice_and_playing_on_after_it_is_harmless(stage: Stage) -> None:
    stage.window.close()
    stage.program.end()
    stage.program.sound.playing.press(60, 100, Holder.MOUSE)
    assert stage.engine.is_stopped


def test_window_does_not_close_while_a_file_is_exported(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage.program.files, "may_end", lambda: False)
    event = QCloseEvent()
    stage.window.closeEvent(event)
    assert not event.isAccepted()
    assert not stage.engine.is_stopped


# --- for every hand ---


def test_every_menu_entry_has_a_shortcut_or_is_reached_by_the_menu_key(stage: Stage) -> None:
    groups = [*MENU, *(group for below in BELOW.values() for group in below)]
    listed = {name for group in groups for name in group} - set(BELOW)
    without = {name for name, action in stage.window.actions_by_name.items() if action.shortcut().isEmpty()}
    assert without <= listed, "F10 opens the menu"
    assert without == {"about"}


def test_menu_has_room_on_the_smallest_window_and_leads_to_all_that_a_drawing_a_sound_and_a_map_can_do(
    stage: Stage,
) -> None:
    menu = stage.window.top.logo.menu()
    assert menu.sizeHint().height() < stage.window.minimumHeight()
    below = {action.text(): action.menu() for action in menu.actions() if action.menu() is not None}
    assert set(below) == {"Open recent", *BELOW}
    assert "Morph between sounds" in [action.text() for action in below["Sound"].actions()]
    stage.trigger("morph")
    assert stage.play.steering.tool == "morph"


def test_no_two_actions_share_a_shortcut(stage: Stage) -> None:
    keys = [shortcut.toString() for action in stage.window.actions() for shortcut in action.shortcuts()]
    keys += [shortcut.key().toString() for shortcut in stage.window.findChildren(QShortcut)]
    keys += [button.shortcut().toString() for button in stage.window.findChildren(QAbstractButton)]
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys))


def focusable(stage: Stage, page: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not is_reached_by_arrows(widget)
    ]


def is_reached_by_arrows(widget: QWidget) -> bool:
    """Of buttons that exclude each other Tab reaches the one that is down."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None and not widget.isChecked()


@pytest.mark.parametrize("page", [PLAY, SCENE, LIBRARY, MAP])
def test_everything_that_takes_the_focus_has_a_name(stage: Stage, page: int) -> None:
    stage.window.show_page(page)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in focusable(stage, stage.window)
        if not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


@pytest.mark.parametrize("page", [PLAY, SCENE, LIBRARY, MAP])
def test_tab_visits_everything_once_and_comes_back(stage: Stage, page: int) -> None:
    stage.window.show_page(page)
    expected = {
        widget for widget in focusable(stage, stage.window) if widget.focusProxy() is None and widget.isEnabled()
    }
    start = next(iter(expected))
    start.setFocus()
    visited = []
    for _ in range(len(expected) + 5):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
        if visited[-1] is start:
            break
    assert visited[-1] is start
    missed = {w for w in expected if not w.objectName().startswith("qt_")} - set(visited)
    assert [(type(w), getattr(w, "text", str)()) for w in missed] == []


def test_tab_goes_from_canvas_tools_to_the_sound(stage: Stage) -> None:
    stage.window.show_page(PLAY)
    stage.play.canvas.setFocus()
    reached = []
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert any(stage.play.patch_panel.isAncestorOf(widget) for widget in reached if widget)


def reach_by_tab(stage: Stage, widget: QWidget, qtbot: QtBot) -> None:
    """Tab until the control has the focus."""
    stage.play.canvas.setFocus()
    for _ in range(120):
        focus = QApplication.focusWidget()
        if focus is widget:
            return
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    raise AssertionError("Tab does not reach it")


def press_space(stage: Stage) -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)


def test_space_switches_a_switch_that_was_reached_by_tab(stage: Stage, qtbot: QtBot) -> None:
    switch = stage.play.patch_panel.controls("reverb_on")[0]
    before = stage.document.patch["reverb_on"]
    reach_by_tab(stage, switch, qtbot)
    press_space(stage)
    assert stage.document.patch["reverb_on"] != before
    assert stage.engine.sent == []


def test_space_is_the_pedal_on_a_switch_that_was_clicked(stage: Stage, qtbot: QtBot) -> None:
    switch = stage.play.patch_panel.controls("reverb_on")[0]
    reach_by_tab(stage, switch, qtbot)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    clicked = stage.document.patch["reverb_on"]
    press_space(stage)
    assert stage.document.patch["reverb_on"] == clicked
    assert stage.engine.sent[0] == Sustain(True)


def test_space_is_the_pedal_on_a_knob_that_was_reached_by_tab(stage: Stage, qtbot: QtBot) -> None:
    reach_by_tab(stage, stage.play.patch_panel.controls("reverb_mix")[0], qtbot)
    press_space(stage)
    assert stage.engine.sent[0] == Sustain(True)


def test_held_space_switches_once(stage: Stage, qtbot: QtBot) -> None:
    switch = stage.play.patch_panel.controls("reverb_on")[0]
    before = stage.document.patch["reverb_on"]
    reach_by_tab(stage, switch, qtbot)
    press_space(stage)
    repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    QApplication.sendEvent(switch, repeat)
    assert stage.document.patch["reverb_on"] != before


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_choice_opens_its_list_by_key(stage: Stage, qtbot: QtBot, key: Qt.Key) -> None:
    box = stage.play.patch_panel.controls("osc1_wave")[0]
    reach_by_tab(stage, box, qtbot)
    QTest.keyClick(box, key)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert stage.engine.sent == []
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert isinstance(QApplication.activePopupWidget(), QMenu), "the focus that comes back is still Tab's"
    QApplication.activePopupWidget().close()


def test_space_closes_the_lock_of_a_module(stage: Stage, qtbot: QtBot) -> None:
    [title] = [it for it in stage.play.findChildren(ModuleTitle) if it.accessibleName() == "lock of Reverb"]
    reach_by_tab(stage, title, qtbot)
    press_space(stage)
    assert {"reverb_on", "reverb_space", "reverb_mix"} <= stage.document.work.locks
    assert stage.engine.sent == []


def test_copy_and_paste_on_a_knob_are_its_own(stage: Stage, qtbot: QtBot) -> None:
    [knob] = stage.play.patch_panel.controls("reverb_mix")
    [other] = stage.play.patch_panel.controls("chorus_mix")
    knob.edit_once(33.0)
    control = Qt.KeyboardModifier.ControlModifier
    reach_by_tab(stage, knob, qtbot)
    QTest.keyClick(knob, Qt.Key.Key_C, control)
    assert QApplication.clipboard().text() == "33 %"
    reach_by_tab(stage, other, qtbot)
    with qtbot.assertNotEmitted(stage.window.actions_by_name["paste"].triggered):
        QTest.keyClick(other, Qt.Key.Key_V, control)
    assert stage.document.patch["chorus_mix"] == 33.0
    QApplication.clipboard().clear()


def test_paste_elsewhere_is_a_picture(stage: Stage, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("no picture")
    stage.play.canvas.setFocus()
    with qtbot.waitSignal(stage.window.actions_by_name["paste"].triggered):
        QTest.keyClick(stage.play.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QApplication.clipboard().clear()


def test_window_fits_a_small_screen(stage: Stage) -> None:
    hint = stage.window.minimumSizeHint()
    assert hint.width() <= 1280
    assert hint.height() <= 740


@pytest.mark.parametrize(("width", "folded"), [(1280, True), (1440, False)])
def test_narrow_window_folds_the_right_column_into_a_page_of_the_sound(
    stage: Stage, width: int, *, folded: bool
) -> None:
    play = stage.play
    play.resize(width, 700)
    assert play.sustain.isVisible()
    assert play.panic.isVisible()
    assert play.keys_hint.isVisible()
    assert play.nearest.isVisible() is not folded
    switcher = play.patch_panel.findChildren(PageSwitcher)[0]  # its own is the first, tools have others
    for _ in range(3):
        QTest.keyClick(switcher, Qt.Key.Key_Right)
    assert (switcher.current, play.nearest.isVisible()) == ((3, True) if folded else (2, True))
    assert play.audition.isVisible()


def test_nothing_of_the_top_bar_overlaps_in_the_narrowest_window(stage: Stage) -> None:
    assert stage.window.minimumWidth() >= stage.window.top.minimumSizeHint().width()


def test_name_of_the_preset_has_room_on_a_small_screen(stage: Stage) -> None:
    stage.window.top.resize(1280, stage.window.top.height())
    assert stage.window.top.preset.width() >= 230


def test_window_that_grows_unfolds_the_column_and_shows_the_sound(stage: Stage) -> None:
    play = stage.play
    play.resize(1280, 700)
    play.patch_panel.show_page(3)
    play.resize(1440, 700)
    assert play.nearest.isVisible()
    assert play.nearest.width() < 260
    assert play.patch_panel.controls("reverb_mix")[0].isVisible()
    play.resize(1280, 700)
    assert play.patch_panel.controls("reverb_mix")[0].isVisible()
    assert not play.nearest.isVisible()


def test_piano_shows_which_computer_key_plays_what(stage: Stage) -> None:
    def hints() -> dict[int, str]:
        return stage.play.keyboard.hints

    assert (hints()[48], hints()[49], hints()[64]) == ("A", "W", ";")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_X)
    assert 48 not in hints()
    assert hints()[60] == "A"
    assert "octave +1" in stage.play.keys_hint.text()


def test_long_message_does_not_widen_the_window_and_shows_no_markup(stage: Stage) -> None:
    width = stage.window.minimumSizeHint().width()
    text = "<b>x</b> " * 200
    stage.window.show_message(text)
    assert stage.window.minimumSizeHint().width() == width
    assert stage.window.message == text.strip()
    assert not stage.window.grab().isNull()


def test_preset_name_is_shown_as_text(stage: Stage) -> None:
    stage.document.saved_as("<img src=x>", Path("/x.json"))
    assert isinstance(stage.window.grab(), QPixmap)
    assert stage.window.top.preset.name == "<img src=x>"
