"""The canvas under hands: real pointer, tablet and key events on a widget that nobody sees."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDropEvent,
    QImage,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.symmetry import Symmetry
from app.theme import PAPER
from app.widgets.sketch_canvas import SketchCanvas
from models.sketch_to_patch.stroke import Point, Sketch, Stroke, Tool

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
LINE = Stroke(Tool.LINE, (Point(0.3, 0.3), Point(0.6, 0.6)), 0.05)


class Said:
    """What a canvas emitted."""

    def __init__(self, canvas: SketchCanvas) -> None:
        self.moves: list[Sketch] = []
        self.edits: list[tuple[Sketch, str]] = []
        self.cancelled = 0
        self.problems: list[str] = []
        self.files: list[str] = []
        canvas.stroke_moved.connect(self.moves.append)
        canvas.sketch_edited.connect(lambda sketch, words: self.edits.append((sketch, words)))
        canvas.edit_cancelled.connect(self._count)
        canvas.problem.connect(self.problems.append)
        canvas.file_dropped.connect(self.files.append)

    def _count(self) -> None:
        self.cancelled += 1

    @property
    def stroke(self) -> Stroke:
        return self.edits[-1][0].strokes[-1]


@pytest.fixture
def said(canvas: SketchCanvas) -> Said:
    return Said(canvas)


def press(canvas: SketchCanvas, x: int, y: int) -> None:
    QTest.mousePress(canvas, LEFT, NONE, QPoint(x, y))


def move(canvas: SketchCanvas, x: int, y: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    at = QPointF(x, y)
    event = QMouseEvent(QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, LEFT, modifiers)
    event.setTimestamp(QTestClock.tick())
    QApplication.sendEvent(canvas, event)


class QTestClock:
    """Event times 8 ms apart."""

    now_ms = 1_000_000

    @classmethod
    def tick(cls) -> int:
        cls.now_ms += 8
        return cls.now_ms


def release(canvas: SketchCanvas, x: int, y: int) -> None:
    QTest.mouseRelease(canvas, LEFT, NONE, QPoint(x, y))


def drag(canvas: SketchCanvas, *places: tuple[int, int], modifiers: Qt.KeyboardModifier = NONE) -> None:
    press(canvas, *places[0])
    for place in places[1:]:
        move(canvas, *place, modifiers)
    release(canvas, *places[-1])


def test_a_drag_of_the_pen_is_one_stroke_from_press_to_release(canvas: SketchCanvas, said: Said) -> None:
    drag(canvas, (40, 40), (80, 60), (160, 120), (200, 200))
    sketch, words = said.edits[0]
    assert words == "draw stroke"
    assert len(sketch.strokes) == 1
    assert said.stroke.points[0][:2] == pytest.approx((0.1, 0.1))
    assert said.stroke.points[-1][:2] == pytest.approx((0.5, 0.5))


def test_every_movement_of_the_pen_tells_the_drawing_so_far(canvas: SketchCanvas, said: Said) -> None:
    press(canvas, 40, 40)
    for x in range(60, 260, 20):
        move(canvas, x, 100)
    assert len(said.moves) == 11
    lengths = [len(sketch.strokes[-1].points) for sketch in said.moves]
    assert lengths == sorted(lengths)
    assert not said.edits


def test_a_click_of_the_pen_is_a_dot_and_of_a_shape_nothing(canvas: SketchCanvas, said: Said) -> None:
    drag(canvas, (100, 100))
    assert said.stroke.points == (Point(0.25, 0.25),)
    canvas.set_tool(Tool.RECTANGLE)
    drag(canvas, (100, 100))
    assert len(said.edits) == 1
    assert said.cancelled == 1


@pytest.mark.parametrize("tool", [Tool.LINE, Tool.ELLIPSE, Tool.RECTANGLE])
def test_shapes_go_from_corner_to_corner(canvas: SketchCanvas, said: Said, tool: Tool) -> None:
    canvas.set_tool(tool)
    canvas.set_pen_width(0.05)
    canvas.set_filled(True)
    drag(canvas, (40, 80), (100, 100), (200, 120))
    assert said.edits[0][1] == f"draw {tool.value}"
    assert said.stroke == Stroke(tool, (Point(0.1, 0.2), Point(0.5, 0.3)), 0.05, tool is not Tool.LINE)


def test_shift_pressed_while_the_pointer_rests_makes_the_shape_regular(canvas: SketchCanvas, said: Said) -> None:
    canvas.set_tool(Tool.ELLIPSE)
    press(canvas, 100, 100)
    move(canvas, 200, 140)
    QTest.keyPress(canvas, Qt.Key.Key_Shift)
    a, b = said.moves[-1].strokes[-1].points
    assert b.x - a.x == pytest.approx(b.y - a.y)
    QTest.keyRelease(canvas, Qt.Key.Key_Shift)
    release(canvas, 200, 140)
    a, b = said.stroke.points
    assert b.y - a.y == pytest.approx(0.1)


def test_escape_gives_a_stroke_up_and_keeps_the_drawing(canvas: SketchCanvas, said: Said) -> None:
    canvas.set_sketch(Sketch((LINE,)))
    press(canvas, 40, 40)
    move(canvas, 200, 200)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    move(canvas, 300, 200)
    release(canvas, 300, 200)
    assert said.cancelled == 1
    assert not said.edits
    assert canvas.sketch == Sketch((LINE,))


def test_escape_belongs_to_the_canvas_only_while_a_stroke_is_drawn(canvas: SketchCanvas) -> None:
    def claims() -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, NONE)
        event.ignore()
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()

    assert not claims()
    press(canvas, 40, 40)
    assert claims()


def test_a_release_that_never_came_ends_the_stroke_at_the_next_movement(canvas: SketchCanvas, said: Said) -> None:
    press(canvas, 40, 40)
    move(canvas, 200, 200)
    QTest.mouseMove(canvas, QPoint(210, 210))
    QApplication.sendEvent(
        canvas,
        QMouseEvent(
            QEvent.Type.MouseMove, QPointF(220, 210), QPointF(220, 210), Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton, NONE,
        ),
    )  # fmt: skip
    assert len(said.edits) == 1
    assert not canvas.is_drawing


def test_symmetry_draws_every_image_live_and_finished(canvas: SketchCanvas, said: Said) -> None:
    canvas.set_symmetry(Symmetry.FOUR)
    press(canvas, 40, 40)
    move(canvas, 120, 80)
    assert len(said.moves[-1].strokes) == 4
    release(canvas, 120, 80)
    assert len(said.edits[0][0].strokes) == 4


def test_the_eraser_is_wider_and_never_fills(canvas: SketchCanvas, said: Said) -> None:
    canvas.set_pen_width(0.02)
    canvas.set_filled(True)
    canvas.set_tool(Tool.ERASER)
    drag(canvas, (40, 40), (200, 200))
    assert said.edits[0][1] == "erase"
    assert said.stroke.width == pytest.approx(0.05)
    assert not said.stroke.filled


def test_moving_drags_everything_and_shows_it_on_the_way(canvas: SketchCanvas, said: Said, qtbot: QtBot) -> None:
    canvas.set_sketch(Sketch((LINE,)))
    canvas.set_tool(None)
    press(canvas, 100, 100)
    move(canvas, 140, 100)
    qtbot.waitUntil(lambda: len(said.moves) > 0)
    assert said.moves[-1].strokes[0].points[0].x == pytest.approx(0.4)
    move(canvas, 180, 60)
    release(canvas, 180, 60)
    assert said.edits == [(Sketch((LINE.moved(0.2, -0.1),)), "move drawing")]


def test_moving_skips_the_places_that_a_busy_window_has_missed(canvas: SketchCanvas, said: Said, qtbot: QtBot) -> None:
    canvas.set_sketch(Sketch((LINE,)))
    canvas.set_tool(None)
    press(canvas, 100, 100)
    for x in range(101, 181):
        move(canvas, x, 100)
    qtbot.waitUntil(lambda: len(said.moves) > 0)
    assert len(said.moves) == 1
    assert said.moves[0].strokes[0].points[0].x == pytest.approx(0.5)


@pytest.mark.parametrize("by", ["pointer", "arrow key"])
def test_drawing_that_changes_while_it_is_moved_ends_the_movement(
    canvas: SketchCanvas, said: Said, qtbot: QtBot, by: str
) -> None:
    canvas.set_sketch(Sketch((LINE,)))
    if by == "pointer":
        canvas.set_tool(None)
        press(canvas, 100, 100)
        move(canvas, 140, 100)
    else:
        QTest.keyPress(canvas, Qt.Key.Key_Right)
    with qtbot.waitSignal(canvas.edit_cancelled):
        canvas.set_sketch(Sketch())
    release(canvas, 140, 100)
    QTest.keyRelease(canvas, Qt.Key.Key_Right)
    assert said.edits == []
    assert not canvas.is_drawing


def test_stroke_in_progress_goes_on_above_a_drawing_that_changes(canvas: SketchCanvas, qtbot: QtBot) -> None:
    press(canvas, 100, 100)
    with qtbot.assertNotEmitted(canvas.edit_cancelled):
        canvas.set_sketch(Sketch((LINE,)))
    assert canvas.is_drawing


def test_moving_an_empty_canvas_is_no_edit(canvas: SketchCanvas, said: Said) -> None:
    canvas.set_tool(None)
    drag(canvas, (100, 100), (180, 60))
    assert not said.edits


def test_a_held_arrow_key_moves_step_by_step_and_is_one_edit(canvas: SketchCanvas, said: Said) -> None:
    canvas.set_sketch(Sketch((LINE,)))
    for repeat in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, NONE, "", repeat)
        QApplication.sendEvent(canvas, event)
    assert len(said.moves) == 3
    QTest.keyRelease(canvas, Qt.Key.Key_Right)
    assert len(said.edits) == 1
    assert said.stroke.points[0].x == pytest.approx(0.3 + 3 / 64)


def test_delete_clears_and_does_nothing_on_an_empty_sheet(canvas: SketchCanvas, said: Said) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert not said.edits
    canvas.set_sketch(Sketch((LINE,), inverted=True))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert said.edits == [(Sketch(), "clear drawing")]


def tablet(kind: QEvent.Type, x: float, y: float, pressure: float, *, eraser: bool = False) -> QTabletEvent:
    tip = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "pen", 7, QInputDevice.DeviceType.Stylus, tip, QInputDevice.Capability.Pressure, 1, 2
    )  # fmt: skip
    tablet.devices.append(device)  # type: ignore[attr-defined]  # events do not own their device
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.TabletRelease else LEFT
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.TabletMove else LEFT
    at = QPointF(x, y)
    event = QTabletEvent(kind, device, at, at, pressure, 0.0, 0.0, 0.0, 0.0, 0.0, NONE, button, held)
    event.setTimestamp(QTestClock.tick())
    return event


tablet.devices = []  # type: ignore[attr-defined]


def test_pressure_widens_the_line_and_the_echo_of_the_mouse_leaves_no_dot(canvas: SketchCanvas, said: Said) -> None:
    QApplication.sendEvent(canvas, tablet(QEvent.Type.TabletPress, 40, 200, 0.1))
    for i in range(1, 30):
        QApplication.sendEvent(canvas, tablet(QEvent.Type.TabletMove, 40 + 10 * i, 200, 0.1 + 0.03 * i))
        press(canvas, 40, 200)  # what some systems send beside the tablet
    QApplication.sendEvent(canvas, tablet(QEvent.Type.TabletRelease, 330, 200, 0.0))
    assert len(said.edits) == 1
    assert len(said.edits[0][0].strokes) == 1
    pressures = [point.pressure for point in said.stroke.points]
    assert pressures[0] == pytest.approx(0.1)
    assert pressures[-1] > 0.8
    assert pressures == sorted(pressures)


def test_the_other_end_of_the_pen_erases(canvas: SketchCanvas, said: Said) -> None:
    QApplication.sendEvent(canvas, tablet(QEvent.Type.TabletPress, 40, 200, 0.5, eraser=True))
    QApplication.sendEvent(canvas, tablet(QEvent.Type.TabletMove, 140, 200, 0.5, eraser=True))
    QApplication.sendEvent(canvas, tablet(QEvent.Type.TabletRelease, 140, 200, 0.0, eraser=True))
    assert said.stroke.tool is Tool.ERASER


def test_the_wheel_with_ctrl_asks_for_another_width(canvas: SketchCanvas, qtbot: QtBot) -> None:
    canvas.set_pen_width(0.02)
    event = QWheelEvent(
        QPointF(100, 100), QPointF(100, 100), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with qtbot.waitSignal(canvas.width_edited) as asked:
        QApplication.sendEvent(canvas, event)
    assert asked.args[0] > 0.02


def drop(canvas: SketchCanvas, mime: QMimeData) -> None:
    event = QDropEvent(QPointF(100, 100), Qt.DropAction.CopyAction, mime, LEFT, NONE)
    canvas.dropEvent(event)


def test_dropped_pixels_are_passed_on_over_white(canvas: SketchCanvas, said: Said) -> None:
    image = QImage(80, 40, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 255, 255, 0))
    for x in range(30, 50):
        for y in range(10, 30):
            image.setPixelColor(x, y, QColor("black"))
    mime = QMimeData()
    mime.setImageData(image)
    given: list[np.ndarray] = []
    canvas.pixels_dropped.connect(given.append)
    drop(canvas, mime)
    assert given[0].shape == (40, 80, 3)
    assert not given[0][20, 40].any()
    assert (given[0][5, 5] == 255).all()
    assert not said.edits


def test_a_dropped_file_is_passed_on(canvas: SketchCanvas, said: Said) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile("/tmp/some preset.json")])
    drop(canvas, mime)
    assert said.files == ["/tmp/some preset.json"]


def test_a_drop_that_is_no_picture_is_a_sentence_and_changes_nothing(canvas: SketchCanvas, said: Said) -> None:
    canvas.set_sketch(Sketch((LINE,)))
    address, words = QMimeData(), QMimeData()
    address.setUrls([QUrl("https://example.org/a.png")])
    words.setText("hello")
    for mime in (address, words):
        drop(canvas, mime)
    assert len(said.problems) == 2
    assert all(problem.endswith(".") for problem in said.problems)
    assert not said.edits
    assert canvas.sketch == Sketch((LINE,))


def pixels(canvas: SketchCanvas) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(int)


@pytest.mark.parametrize("symmetry", [Symmetry.OFF, Symmetry.FOUR, Symmetry.RADIAL])
@pytest.mark.parametrize("filled", [False, True])
def test_partial_repaints_leave_the_same_picture_as_a_whole_one(
    canvas: SketchCanvas, qtbot: QtBot, symmetry: Symmetry, filled: bool
) -> None:
    """The area that a movement repaints covers all that the movement changed."""
    screen = QImage(400, 400, QImage.Format.Format_RGB32)
    regions = []
    update = canvas.update
    canvas.set_symmetry(symmetry)
    canvas.set_filled(filled)
    canvas.set_pen_width(0.04)
    press(canvas, 60, 90)
    canvas.render(screen)
    canvas.update = lambda *area: (regions.append(area[0] if area else canvas.rect()), update(*area))  # type: ignore[method-assign, assignment]
    for i in range(1, 40):
        move(canvas, round(60 + 7 * i), round(90 + 40 * np.sin(i / 3)))
        for region in regions:
            canvas.render(
                screen, region.boundingRect().topLeft() if hasattr(region, "boundingRect") else region.topLeft(), region
            )
        regions.clear()
    whole = QImage(400, 400, QImage.Format.Format_RGB32)
    canvas.render(whole)
    assert screen == whole


def test_the_hint_goes_with_the_first_stroke(canvas: SketchCanvas) -> None:
    empty = pixels(canvas)
    assert (empty[190:210, 100:300] < 200).any()
    press(canvas, 40, 40)
    during = pixels(canvas)
    assert (during[190:210, 100:300] > 240).all()


def test_undoing_and_adding_show_what_the_sketch_says(canvas: SketchCanvas) -> None:
    first, second = Sketch((LINE,)), Sketch((LINE, LINE.moved(0.2, 0.0)))
    canvas.set_sketch(first)
    one = pixels(canvas)
    canvas.set_sketch(second)
    assert (pixels(canvas) != one).any()
    canvas.set_sketch(first)
    assert (pixels(canvas) == one).all()


def test_paper_is_the_brightest_thing_and_a_square(canvas: SketchCanvas) -> None:
    canvas.resize(500, 320)
    sheet = canvas.sheet()
    assert (sheet.width(), sheet.height()) == (320, 320)
    assert sheet.center().x() == pytest.approx(250)
    image = canvas.grab().toImage()
    assert image.pixelColor(250, 40) == PAPER
    assert image.pixelColor(10, 40) != PAPER


def test_the_canvas_says_what_it_is_to_those_who_do_not_see_it(canvas: SketchCanvas) -> None:
    assert canvas.accessibleName() == "canvas"
    assert "Arrow keys" in canvas.accessibleDescription()
    assert canvas.focusPolicy() == Qt.FocusPolicy.StrongFocus
