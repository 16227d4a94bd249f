"""The page Scene in the whole window, with made-up children: what it shows, what is open when, what is kept."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.audio.sources import NONE
from app.build import Program
from app.controllers import scene as controller
from app.controllers import scene_picture, showing_takes
from app.controllers.scene import BROKE_OFF
from app.controllers.scene_picture import INVITATION
from app.controllers.take_shelf import TakeShelf
from app.dialogs.trim_dialog import TrimDialog
from app.main_window import LIBRARY, PLAY, SCENE
from app.run import make_predictors
from app.scene_rows import HOLD_CC, ROWS, SEED_CC
from app.settings import Settings
from app.takes import Facts, write_beside
from app.trim_span import Span
from app.widgets.listen_panel import INSTRUMENT_WORDS, LISTENING_WORDS, OFF_WORDS
from models.imagine.imaginer import FOLDER
from synth.midi import CONTROLLER, row_of
from tests.app import made_up_children as children
from tests.app.fakes import FakeSupervisor

PATIENCE_MS = 30_000


class Stage:
    """The program on the page Scene."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.program = Program(FakeSupervisor(), make_predictors(), Settings(use_gpu=False))
        self.window, self.scene = self.program.window, self.program.scene
        self.page = self.window.scene
        self.scene.work = children.scene
        self.program.start()
        self.window.show_page(SCENE)

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=PATIENCE_MS)

    def listen(self) -> None:
        self.page.listen.listen.click()
        self.wait(lambda: self.scene.picture.pixels is not None)

    @property
    def grey(self) -> int:
        """Of the picture that is shown."""
        assert self.page.picture.picture is not None
        return self.page.picture.picture.pixelColor(200, 200).red()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage(qtbot)
    yield it
    it.program.end()
    it.window.close()
    it.window.deleteLater()


def test_nothing_is_open_until_it_is_asked_for(stage: Stage) -> None:
    assert not stage.scene.is_listening
    assert stage.page.listen.light.words == OFF_WORDS
    assert not stage.page.listen.light.is_open
    assert stage.page.picture.accessibleDescription() == INVITATION
    assert not stage.page.shape.save.isEnabled()


def test_listening_shows_a_picture_what_was_heard_and_a_red_light(stage: Stage) -> None:
    stage.listen()
    light = stage.page.listen.light
    assert light.is_open
    assert light.words == LISTENING_WORDS
    assert stage.page.picture.words == "dog · seed 0"
    assert stage.page.listen.sees.text() == "dog 70\u00a0% · cat 20\u00a0% · sea waves 10\u00a0%"
    assert stage.page.listen.meter.levels_db[0] == pytest.approx(-6.0, abs=0.5)
    stage.page.listen.listen.click()
    assert not stage.scene.is_listening
    assert not light.is_open
    assert stage.page.listen.meter.levels_db[0] < -50.0
    assert stage.page.picture.picture is not None, "the picture stays"


def test_leaving_the_page_closes_the_microphone(stage: Stage) -> None:
    stage.listen()
    stage.window.show_page(PLAY)
    assert not stage.scene.is_listening
    assert not stage.page.listen.light.is_open


def test_knobs_seed_and_hold_reach_the_child(stage: Stage) -> None:
    stage.listen()
    first = stage.grey
    stage.page.shape.new_seed.click()
    stage.wait(lambda: stage.page.picture.words != "dog · seed 0")
    assert f"seed {stage.scene.shape.seed}" in stage.page.picture.words
    assert stage.grey == stage.scene.shape.seed % 200 + 20
    assert stage.grey != first or stage.scene.shape.seed % 200 == 0
    stage.page.shape.knobs["imagination"].edit(0.0)
    stage.wait(lambda: "dog?" in stage.page.picture.words)
    assert stage.page.listen.sees.text().startswith("not sure: dog 70\u00a0%")
    stage.page.listen.knobs["gain_db"].edit(-12.0)
    stage.wait(lambda: stage.page.picture.words == "at rest")
    assert stage.page.listen.sees.text() == "nothing to hear"
    stage.page.listen.knobs["window_s"].edit(2.0)
    assert stage.scene.shape.window_s == 2.0
    stage.page.shape.hold.click()
    assert stage.scene.shape.hold


def test_the_frame_is_as_long_as_the_window(stage: Stage) -> None:
    stage.window.resize(1440, 900)
    before = stage.page.heard.framed().width()
    stage.scene.set_value("window_s", 2.5)
    assert stage.page.heard.framed().width() == pytest.approx(0.5 * before, rel=0.01)
    assert stage.page.listen.knobs["window_s"].value == 2.5


def test_the_frame_stays_with_a_sound_that_is_over(stage: Stage) -> None:
    view = stage.page.heard
    view.set_window(5.0, 2.0)
    sounding = view.framed()
    view.set_window(5.0, 2.0, 1.0)
    after = view.framed()
    assert after.width() == pytest.approx(sounding.width())
    assert sounding.right() - after.right() == pytest.approx(0.5 * sounding.width())


def test_the_instrument_is_heard_without_the_microphone(stage: Stage) -> None:
    stage.page.listen.sources.set_current(1)
    stage.page.listen.sources.page_chosen.emit(1)
    stage.listen()
    assert not stage.page.listen.light.is_open
    assert stage.page.listen.light.words == INSTRUMENT_WORDS


def test_an_engine_that_cannot_paint_is_said_and_shown(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller, "engines_there", lambda: ("bouba", "scene", "shared"))
    stage.page.listen.engines.set_engines(("bouba", "scene", "shared"), "bouba")
    stage.listen()
    stage.page.listen.engines.lines["shared"].click()
    stage.wait(lambda: "shared.onnx is missing" in stage.window.message)
    assert not stage.page.listen.engines.lines["shared"].isEnabled()
    assert stage.page.listen.engines.current == stage.scene.shape.engine == "bouba"


def test_engines_are_compared_side_by_side_and_a_click_chooses(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller, "engines_there", lambda: ("bouba", "scene"))
    stage.listen()
    view, listen = stage.page.compared, stage.page.listen
    assert not view.isVisible()
    listen.compare.click()
    assert view.isVisible() and not stage.page.picture.isVisible()
    assert list(view.tiles) == ["bouba", "scene"]
    stage.wait(lambda: view.tiles["scene"].picture is not None)
    assert view.tiles["scene"].words == "Scene"
    assert [tile.is_chosen for tile in view.tiles.values()] == [True, False]
    stage.qtbot.mouseClick(view.tiles["scene"], Qt.MouseButton.LeftButton)
    assert stage.scene.shape.engine == listen.engines.current == "scene"
    assert [tile.is_chosen for tile in view.tiles.values()] == [False, True]
    assert view.isVisible()
    stage.qtbot.mouseDClick(view.tiles["bouba"], Qt.MouseButton.LeftButton)
    assert stage.scene.shape.engine == listen.engines.current == "bouba"
    assert stage.page.picture.isVisible()
    assert not listen.compare.isChecked()


def test_an_engine_that_is_lost_while_all_are_compared_loses_its_tile_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller, "engines_there", lambda: ("bouba", "scene", "shared"))
    stage.listen()
    stage.page.listen.compare.click()
    stage.wait(lambda: stage.page.compared.tiles["scene"].picture is not None)
    stage.page.listen.engines.lines["shared"].click()
    stage.wait(lambda: "shared.onnx is missing" in stage.window.message)
    assert list(stage.page.compared.tiles) == ["bouba", "scene"]
    assert stage.page.compared.tiles["scene"].picture is not None
    assert stage.page.compared.isVisible()


def test_ways_a_and_b_keep_engine_seed_and_knobs_and_flip_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller, "engines_there", lambda: ("bouba", "scene"))
    stage.listen()
    a, b = stage.page.shape.sides
    drift = stage.page.shape.knobs["drift"]
    drift.edit(0.8)
    way_a = stage.scene.shape
    b.click()
    assert b.isChecked() and not a.isChecked()
    assert stage.scene.shape == way_a, "B begins as a copy of A"
    drift.edit(0.1)
    stage.page.listen.knobs["window_s"].edit(2.0)
    stage.page.listen.engines.lines["scene"].click()
    stage.page.shape.new_seed.click()
    way_b = stage.scene.shape
    a.click()
    assert stage.scene.shape == way_a
    assert (drift.value, stage.page.listen.knobs["window_s"].value) == (0.8, way_a.window_s)
    assert stage.page.listen.engines.current == "bouba"
    stage.wait(lambda: f"seed {way_a.seed}" in stage.page.picture.words)
    b.click()
    assert stage.scene.shape == way_b
    assert drift.value == 0.1
    stage.wait(lambda: f"seed {way_b.seed}" in stage.page.picture.words)


def test_no_microphone_and_a_crash_are_one_sentence_each(stage: Stage) -> None:
    stage.scene.work = children.deaf
    stage.page.listen.listen.click()
    stage.wait(lambda: stage.window.message == NONE)
    assert not stage.scene.is_listening
    assert stage.page.listen.sees.text() == NONE
    stage.scene.work = children.scene_that_dies
    stage.page.listen.listen.click()
    stage.wait(lambda: stage.page.listen.sees.text() == BROKE_OFF)
    assert not stage.page.listen.light.is_open
    stage.scene.work = children.scene
    stage.listen()


def test_the_stage_shows_the_same_picture_and_escape_closes_it(stage: Stage) -> None:
    stage.listen()
    stage.page.shape.stage.click()
    alone = stage.scene.picture.stage
    assert alone is not None
    assert alone.isFullScreen()
    alone.activateWindow()
    stage.wait(lambda: not stage.page.isActiveWindow())
    covered = stage.page.picture.picture
    stage.page.shape.new_seed.click()
    stage.wait(lambda: alone.picture != covered)
    assert stage.page.picture.picture == covered, "nobody sees it"
    stage.qtbot.keyClick(alone, Qt.Key.Key_Escape)
    stage.wait(lambda: stage.scene.picture.stage is None)
    assert stage.page.picture.picture != covered
    assert stage.scene.is_listening


def test_a_picture_is_saved_with_what_it_is(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.listen()
    asked: list[Path] = []

    def choose(_parent: object, _title: str, *, start: Path, **_: object) -> Path:
        asked.append(start)
        return tmp_path / "heard.png"

    monkeypatch.setattr(scene_picture, "file_to_save", choose)
    stage.page.shape.save.click()
    assert asked[0].name == "dog 0.png"
    with Image.open(tmp_path / "heard.png") as image:
        assert image.size == (1024, 1024)
        assert image.text["Heard"] == "dog"  # type: ignore[attr-defined]
        assert image.text["Engine"] == "bouba"  # type: ignore[attr-defined]
    assert stage.window.message == "Saved heard.png."
    monkeypatch.setattr(scene_picture, "file_to_save", lambda *_, **__: tmp_path / "nowhere" / "heard.png")
    stage.page.shape.save.click()
    assert "heard.png" in stage.window.message and "Saved" not in stage.window.message


def test_other_pages_are_where_they_were(stage: Stage) -> None:
    for page, widget in ((PLAY, stage.window.play), (SCENE, stage.page), (LIBRARY, stage.window.library)):
        stage.window.show_page(page)
        assert widget.isVisible()


def test_a_take_is_kept_listed_renamed_deleted_and_brought_back(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    panel, record = stage.page.takes, stage.page.shape.record
    assert panel.hint.isVisible()
    assert not record.isEnabled()
    stage.listen()
    record.click()
    stage.wait(lambda: record.text().startswith("Stop recording"))
    record.click()
    stage.wait(lambda: len(panel.model.takes) == 1)
    take = panel.model.takes[0]
    assert take.facts.name.startswith("dog ")
    assert take.words == "2 s · dog"
    assert take.picture is not None
    assert take.facts.peaks == (0.3,) * 40
    assert record.text() == "Record take"
    assert soundfile.info(take.path).duration == pytest.approx(2.0)
    panel.list.setCurrentIndex(panel.model.index(0))
    monkeypatch.setattr(showing_takes.QInputDialog, "getText", lambda *_, **__: ("Rex", True))
    panel.actions_by_name["rename"].trigger()
    assert panel.model.takes[0].facts.name == "Rex"
    assert panel.model.takes[0].picture is not None
    panel.list.setCurrentIndex(panel.model.index(0))
    panel.actions_by_name["delete"].trigger()
    assert panel.model.takes == ()
    assert not take.path.exists()
    stage.window.actions_by_name["undo"].trigger()
    assert [it.facts.name for it in panel.model.takes] == ["Rex"]
    assert take.path.exists()
    stage.window.actions_by_name["undo"].trigger()
    assert panel.model.takes[0].facts.name == take.facts.name


def test_a_take_is_trimmed_from_its_menu_and_undo_brings_it_back(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, panel = stage.program.takes.folder, stage.page.takes
    folder.mkdir(parents=True)
    soundfile.write(folder / "it.wav", children.tone(2.0), children.RATE_HZ)
    stage.program.takes.look_again()
    panel.list.setCurrentIndex(panel.model.index(0))
    monkeypatch.setattr(TrimDialog, "exec", lambda dialog: dialog.set_span(Span(0.5, 1.5, 2.0)) or 1)
    panel.actions_by_name["trim"].trigger()
    stage.wait(lambda: stage.window.message.startswith("Trimmed"))
    assert panel.take is not None, "it stays chosen"
    assert panel.take.facts.seconds == soundfile.info(folder / "it.wav").duration == 1.0
    stage.window.actions_by_name["undo"].trigger()
    assert panel.model.takes[0].facts.seconds == soundfile.info(folder / "it.wav").duration == 2.0
    (folder / "it.wav").unlink()
    panel.actions_by_name["trim"].trigger()
    assert "not there any more" in stage.window.message


def test_clipped_input_lights_the_light(stage: Stage) -> None:
    stage.listen()
    assert not stage.page.listen.meter.has_clipped
    stage.page.listen.knobs["gain_db"].edit(24.0)
    stage.wait(lambda: stage.page.listen.meter.has_clipped)


def test_closing_the_microphone_keeps_the_take(stage: Stage) -> None:
    stage.listen()
    stage.page.shape.record.click()
    stage.wait(lambda: stage.page.shape.record.text().startswith("Stop recording"))
    stage.window.show_page(PLAY)
    assert not stage.scene.is_listening
    stage.wait(lambda: len(stage.page.takes.model.takes) == 1)
    assert "Kept dog" in stage.window.message


def test_a_take_is_played_and_a_dropped_sound_is_painted(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "bark.wav"
    soundfile.write(path, children.tone(1.0), children.RATE_HZ)
    stage.window.file_dropped.emit(str(path))
    stage.wait(lambda: stage.scene.picture.pixels is not None)
    light = stage.page.listen.light
    assert light.words == "Playing bark.wav"
    assert not light.is_open
    assert not stage.page.shape.record.isEnabled()
    assert not stage.program.mimicking.is_searching
    stage.scene.end()
    stage.window.show_page(PLAY)
    stage.window.show_page(SCENE)
    (stage.program.takes.folder).mkdir(parents=True)
    soundfile.write(stage.program.takes.folder / "left.wav", children.tone(1.0), children.RATE_HZ)
    stage.program.takes.look_again()
    panel = stage.page.takes
    panel.list.setCurrentIndex(panel.model.index(0))
    panel.actions_by_name["play"].trigger()
    assert light.words == "Playing rescued"


def test_controllers_move_the_knobs_of_the_page_that_is_seen(stage: Stage) -> None:
    for row in ROWS.values():
        assert row.midi_cc is not None and row_of(CONTROLLER + row.midi_cc) is None, "a knob of the sound has it"
        stage.program.sound.controller.emit(row.midi_cc, 1.0)
        assert getattr(stage.scene.shape, row.id) == pytest.approx(row.maximum)
    stage.program.sound.controller.emit(HOLD_CC, 0.8)
    assert stage.scene.shape.hold
    seeds = set()
    for value in (1.0, 0.0, 1.0, 0.0, 1.0):
        stage.program.sound.controller.emit(SEED_CC, value)
        seeds.add(stage.scene.shape.seed)
    assert 2 <= len(seeds) <= 3
    stage.window.show_page(PLAY)
    stage.program.sound.controller.emit(HOLD_CC, 0.0)
    assert stage.scene.shape.hold, "on another page they are for something else"


def test_takes_are_saved_elsewhere(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.listen()
    stage.page.shape.record.click()
    stage.page.shape.record.click()
    panel = stage.page.takes
    stage.wait(lambda: len(panel.model.takes) == 1)
    for action, name in (("save_sound", "it.wav"), ("save_picture", "it.png"), ("save_sheet", "sheet.png")):
        panel.list.setCurrentIndex(panel.model.index(0))
        monkeypatch.setattr(showing_takes, "file_to_save", lambda *_, name=name, **__: tmp_path / name)
        panel.actions_by_name[action].trigger()
        assert stage.window.message == f"Saved {name}."
    assert (tmp_path / "it.wav").read_bytes() == panel.model.takes[0].path.read_bytes()
    with Image.open(tmp_path / "it.png") as image:
        assert image.size == (1024, 1024)
    with Image.open(tmp_path / "sheet.png") as image:
        assert image.size == (256, 256)
    monkeypatch.setattr(showing_takes, "file_to_save", lambda *_, **__: tmp_path / "nowhere" / "it.wav")
    panel.actions_by_name["save_sound"].trigger()
    assert "could not be written" in stage.window.message


def test_a_film_of_a_take_is_made_beside_the_window(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = stage.program.takes.folder
    folder.mkdir(parents=True)
    soundfile.write(folder / "left.wav", children.tone(1.0), children.RATE_HZ)
    stage.program.takes.look_again()
    panel = stage.page.takes
    panel.list.setCurrentIndex(panel.model.index(0))
    monkeypatch.setattr(showing_takes, "file_to_save", lambda *_, **__: tmp_path / "it.gif")
    panel.actions_by_name["save_film"].trigger()
    stage.wait(lambda: stage.window.message == "Saved it.gif.")
    with Image.open(tmp_path / "it.gif") as image:
        assert image.size == (512, 512)
        assert image.n_frames >= 5  # type: ignore[attr-defined]
    (folder / "left.wav").write_bytes(b"")
    panel.actions_by_name["save_film"].trigger()
    stage.wait(lambda: "left.wav" in stage.window.message)


def test_a_sheet_has_room_for_all_takes(tmp_path: Path) -> None:
    shelf = TakeShelf(tmp_path)
    for number in range(5):
        path = tmp_path / f"{number}.wav"
        soundfile.write(path, children.tone(0.1), children.RATE_HZ)
        write_beside(path, Facts(name=str(number)), np.full((64, 64, 3), 50 * number, np.uint8))
    shelf.look_again()
    shelf.save_sheet(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as image:
        assert image.size == (768, 768)
        colours = [image.getpixel((128 + 256 * (i % 3), 128 + 256 * (i // 3)))[0] for i in range(9)]  # type: ignore[index]
    assert colours == [200, 150, 100, 50, 0, 24, 24, 24, 24]


def test_a_picture_goes_to_the_canvas_and_is_heard_there(stage: Stage) -> None:
    stage.listen()
    rng = np.random.default_rng(0)
    coarse = np.kron(rng.integers(0, 2, (4, 4)), np.ones((16, 16), int)).astype(np.uint8) * 200 + 30
    stage.scene.picture.pixels = np.stack([coarse] * 3, axis=2)
    before = stage.program.document.work.sketch
    stage.page.shape.to_canvas.click()
    stage.wait(lambda: stage.program.document.work.sketch != before)
    assert stage.window.play.isVisible()
    assert not stage.scene.is_listening
    assert stage.window.message.startswith("Took the picture")


def test_each_engine_says_how_good_it_measured(stage: Stage) -> None:
    ours, scene = (stage.page.listen.engines.lines[engine] for engine in ("bouba", "scene"))
    cards = [json.loads((FOLDER / f"{engine}.json").read_text())["metrics"] for engine in ("bouba", "scene")]
    for line, metrics in zip((ours, scene), cards, strict=True):
        assert f"{100.0 * metrics['val_top1']:.0f} %" in line.toolTip()
        assert f"{100.0 * (1.0 - metrics['val_frechet']):.0f} %" in line.accessibleDescription()
