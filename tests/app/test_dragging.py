"""What is dragged out of the page Scene: pictures to the canvas and to other programs, sounds to Mimic."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.build import Program
from app.controllers import dragging
from app.item_models.take_list import TakeList
from app.main_window import PLAY, SCENE
from app.picture_files import OWN_PICTURE, file_in
from app.run import make_predictors
from app.settings import Settings
from app.takes import Facts, Take, write_beside
from app.widgets.page_button import OPENS_MS, PageButton
from app.widgets.take_delegate import picture_in
from synth.errors import FileWriteError
from tests.app import made_up_children as children
from tests.app.fakes import FakeSupervisor

LEFT, NONE, COPY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction


class Stage:
    """The program on the page Scene, with a picture and a take; what is dragged is kept."""

    def __init__(self, qtbot: QtBot) -> None:
        self.program = Program(FakeSupervisor(), make_predictors(), Settings(use_gpu=False))
        self.window, self.page = self.program.window, self.program.window.scene
        self.dragged: list[tuple[QWidget, QMimeData]] = []
        self.program.dragging.run = lambda source, mime, _picture: self.dragged.append((source, mime))
        self.program.scene.work = children.scene
        self.program.start()
        self.window.show_page(SCENE)
        rng = np.random.default_rng(0)
        coarse = np.kron(rng.integers(0, 2, (4, 4)), np.ones((16, 16), int)).astype(np.uint8) * 200 + 30
        self.picture = np.stack([coarse] * 3, axis=2)
        folder = self.program.takes.folder
        folder.mkdir(parents=True)
        soundfile.write(folder / "it.wav", children.tone(1.0), children.RATE_HZ)
        write_beside(folder / "it.wav", Facts(name="Rex: the dog", seconds=1.0), self.picture)
        self.program.takes.look_again()

    @property
    def take(self) -> Take:
        return self.page.takes.model.takes[0]

    def drag(self, widget: QWidget, start: QPoint) -> None:
        """As a hand does it: press, and move away."""
        QTest.mousePress(widget, LEFT, NONE, start)
        for step in range(1, 6):
            QTest.mouseMove(widget, start + QPoint(8 * step, 0))
        QTest.mouseRelease(widget, LEFT, NONE, start + QPoint(40, 0))


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    it = Stage(qtbot)
    yield it
    it.program.end()
    it.window.close()
    it.window.deleteLater()


def drop(widget: QWidget, mime: QMimeData) -> None:
    widget.dropEvent(QDropEvent(QPointF(50, 50), COPY, mime, LEFT, NONE))


def test_the_live_picture_is_dragged_to_the_canvas(stage: Stage, qtbot: QtBot) -> None:
    middle = stage.page.picture.rect().center()
    stage.drag(stage.page.picture, middle)
    assert stage.dragged == [], "there is no picture yet"
    stage.program.scene.picture.pixels = stage.picture
    stage.page.picture.show_picture(stage.picture, "dog")
    stage.drag(stage.page.picture, middle)
    ((source, mime),) = stage.dragged
    assert source is stage.page.picture
    assert mime.hasImage()
    with Image.open(mime.urls()[0].toLocalFile()) as image:
        assert image.size == (1024, 1024)
    before = stage.program.document.work.sketch
    stage.window.show_page(PLAY)
    drop(stage.window.play.canvas, mime)
    qtbot.waitUntil(lambda: stage.program.document.work.sketch != before, timeout=20_000)
    assert stage.window.message.startswith("Took the picture")


def test_a_take_is_dragged_by_its_picture_as_a_picture_and_elsewhere_as_a_sound(stage: Stage) -> None:
    takes = stage.page.takes.list
    row = takes.visualRect(takes.model().index(0, 0))
    place = picture_in(QRectF(row)).center().toPoint()
    stage.drag(takes.viewport(), place)
    stage.drag(takes.viewport(), place + QPoint(60, 0))
    (_, picture), (_, sound) = stage.dragged
    assert picture.hasFormat(OWN_PICTURE)
    assert Path(picture.urls()[0].toLocalFile()).name == "Rex- the dog.png"
    image = picture.imageData()
    assert isinstance(image, QImage) and image.width() == 1024
    assert file_in(picture) is None
    assert not sound.hasImage()
    assert file_in(sound) == stage.take.path


def test_files_of_pictures_have_names_of_their_own_and_go_with_the_program(stage: Stage) -> None:
    stage.program.scene.picture.pixels = stage.picture
    for _ in range(2):
        stage.page.picture.dragged.emit()
    first, second = (Path(mime.urls()[0].toLocalFile()) for _, mime in stage.dragged)
    assert first != second
    assert first.is_file() and second.is_file()
    stage.program.dragging.end()
    assert not first.exists()


def test_without_room_for_a_file_the_picture_can_still_be_dragged_to_the_canvas(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise FileWriteError("it.png was not saved. The disk is full.")

    monkeypatch.setattr(dragging, "write_sheet_png", full)
    stage.page.takes.list.picture_dragged.emit(stage.take)
    ((_, mime),) = stage.dragged
    assert mime.hasImage() and not mime.hasUrls()
    assert "disk is full" in stage.window.message
    stage.take.path.unlink()
    stage.page.takes.list.sound_dragged.emit(stage.take)
    assert stage.window.message == "Rex: the dog is not there any more."
    assert len(stage.dragged) == 1


def test_a_take_over_the_page_play_is_mimicked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Path] = []
    monkeypatch.setattr(type(stage.program.mimicking), "take", lambda _self, path: given.append(path))
    stage.page.takes.list.sound_dragged.emit(stage.take)
    ((_, mime),) = stage.dragged
    stage.window.show_page(PLAY)
    drop(stage.window, mime)
    drop(stage.window.play.canvas, mime)
    assert given == [stage.take.path] * 2


def test_what_is_let_go_on_its_own_page_does_nothing(stage: Stage) -> None:
    stage.page.takes.list.sound_dragged.emit(stage.take)
    ((source, mime),) = stage.dragged
    accepted: list[bool] = []
    event = SimpleNamespace(
        source=lambda: source, mimeData=lambda: mime, acceptProposedAction=lambda: accepted.append(True)
    )
    stage.window.dragEnterEvent(event)  # type: ignore[arg-type]
    assert not accepted
    stage.window.show_page(PLAY)
    stage.window.dragEnterEvent(event)  # type: ignore[arg-type]
    assert accepted


def test_what_is_held_over_the_button_of_a_page_opens_it(stage: Stage, qtbot: QtBot) -> None:
    play, library, *_ = (button for button in stage.window.top.findChildren(PageButton) if button.text() != "Scene")
    assert play.text() == "Play"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/it.wav")])
    for button in (library, play):
        enter = QDragEnterEvent(QPoint(5, 5), COPY, mime, LEFT, NONE)
        button.dragEnterEvent(enter)
        assert enter.isAccepted()
        move = QDragMoveEvent(QPoint(6, 5), COPY, mime, LEFT, NONE)
        button.dragMoveEvent(move)
        assert not move.isAccepted(), "nothing can be dropped on a button"
        if button is library:
            button.dragLeaveEvent(QDragLeaveEvent())
    with qtbot.waitSignal(stage.window.page_shown, timeout=4 * OPENS_MS) as shown:
        pass
    assert shown.args == [PLAY], "over the other one it was not held"
    assert stage.window.play.isVisible()


def test_takes_can_be_dragged_and_the_list_is_sound(stage: Stage, qtmodeltester: ModelTester) -> None:
    model = stage.page.takes.model
    assert isinstance(model, TakeList)
    qtmodeltester.check(model)
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled
