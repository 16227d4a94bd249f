"""The morph pad: drawings at the corners of a square, and a cursor between them."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)  # fmt: skip
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.morph_pad import CORNERS, MIDDLE, Pad, corner_weights, nearest_corner
from app.picture_files import file_in
from app.theme import theme_of
from app.widgets import morph_signs as signs

SIDE: Final = 216
LEAST, WIDEST = 160, 320
STEP: Final = 1.0 / 32.0
FINE_STEP: Final = 1.0 / 256.0
PLACES: Final = ("upper left", "upper right", "lower left", "lower right")
FIRST: Final = "Click a corner to put this drawing and its sound there"
SECOND: Final = "Draw or load something else, and click another corner"
EMPTY_TIP: Final = (
    "Click: put the present drawing and sound here.\nRight click: a preset, a slot A to D, a file.\n"
    "A preset file can be dropped here."
)
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip


class MorphPadView(QWidget):
    """State comes down by `set_…`; what a hand does goes up.

    A movement goes from `grasped` to `let_go` or `given_up`.
    """

    grasped = Signal()
    moved = Signal(float, float)
    let_go = Signal()
    given_up = Signal()
    corner_clicked = Signal(int)
    """An empty corner."""
    menu_wanted = Signal(int, QPoint)
    """A corner, and where on the screen."""
    corner_cleared = Signal(int)
    preset_dropped = Signal(int, Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pad = Pad()
        self._cursor = self._pad.cursor
        self._is_held = self._by_keys = self._records = False
        self._pressed: int | None = None
        """The empty corner on which the button went down."""
        self._over: int | None = None
        self.setAccessibleName("morph pad")
        self.setAccessibleDescription(
            "Arrow keys move the cursor, with Shift finely, Home to the middle. Enter opens the menu of the nearest "
            "corner, Delete clears it."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(WIDEST)

    def set_pad(self, pad: Pad) -> None:
        """Show the corners and the path of a pad."""
        self._pad = pad
        self.update()

    def set_cursor(self, x: float, y: float) -> None:
        """Show the cursor elsewhere."""
        self._cursor = (x, y)
        self.update()

    def set_recording(self, on: bool) -> None:
        """Show the cursor as one whose path is kept."""
        self._records = on
        self.update()

    @property
    def side(self) -> float:
        """Of the square, in pixels."""
        return float(min(self.width(), self.height()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(width, WIDEST)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST, LEAST)

    # pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.RightButton and self._is_held:
            self._give_up()
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        index = signs.cell_at(event.position(), self.side)
        if index is not None and self._pad.corners[index] is None:
            self._pressed = index
        elif self._pad.can_morph:
            self._grasp()
            self.moved.emit(*signs.to_place(event.position(), self.side))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_held and not self._by_keys:
            self.moved.emit(*signs.to_place(event.position(), self.side))
        self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        pressed, self._pressed = self._pressed, None
        if pressed is not None and signs.cell_at(event.position(), self.side) == pressed:
            self.corner_clicked.emit(pressed)
        elif not self._by_keys:
            self._let_go()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = signs.cell_at(QPointF(event.pos()), self.side)
            if index is not None and not self._is_held:
                self.menu_wanted.emit(index, event.globalPos())
        else:
            self._menu_of_nearest()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = None
        self.update()

    def _hover(self, at: QPointF) -> None:
        over = None if self._is_held else signs.cell_at(at, self.side)
        if over != self._over:
            self._over = over
            self.update()

    # keys

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        # Escape silences everything elsewhere; while the cursor is held it gives the movement up.
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() is QEvent.Type.ShortcutOverride and self._is_held:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if key is Qt.Key.Key_Escape and self._is_held:
            self._give_up()
        elif plain and (key in _ARROWS or key is Qt.Key.Key_Home) and self._pad.can_morph:
            self._step(key, FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._menu_of_nearest()
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.corner_cleared.emit(nearest_corner(*self._cursor))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        moves = Qt.Key(event.key()) in _ARROWS or event.key() == Qt.Key.Key_Home
        if moves and self._by_keys and not event.isAutoRepeat():
            self._let_go()
        else:
            super().keyReleaseEvent(event)

    def _step(self, key: Qt.Key, step: float) -> None:
        if not self._is_held:
            self._by_keys = True
            self._grasp()
        x, y = self._cursor
        dx, dy = _ARROWS.get(key, (0.0, 0.0))
        place = MIDDLE if key is Qt.Key.Key_Home else (x + step * dx, y + step * dy)
        self.moved.emit(min(max(place[0], 0.0), 1.0), min(max(place[1], 0.0), 1.0))

    def _menu_of_nearest(self) -> None:
        index = nearest_corner(*self._cursor)
        self.menu_wanted.emit(index, self.mapToGlobal(signs.cell(index, self.side).center().toPoint()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._by_keys:
            self._let_go()
        self.update()

    # the cursor in the hand

    def _grasp(self) -> None:
        self._is_held = True
        self.grasped.emit()
        self.update()

    def _let_go(self) -> None:
        if self._is_held:
            self._is_held = self._by_keys = False
            self.let_go.emit()
            self.update()

    def _give_up(self) -> None:
        self._is_held = self._by_keys = False
        self.given_up.emit()
        self.update()

    # files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._over = nearest_corner(*signs.to_place(event.position(), self.side))
        self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        path = file_in(event.mimeData())
        self._over = None
        if path is not None:
            self.preset_dropped.emit(nearest_corner(*signs.to_place(event.position(), self.side)), path)
            event.acceptProposedAction()

    # what is seen

    def tip_at(self, at: QPointF) -> str:
        """What the tooltip says at a pixel."""
        index = signs.cell_at(at, self.side)
        if index is None:
            return "Drag to morph. Arrow keys: steps, with Shift fine, Home: the middle." if self._pad.can_morph else ""
        corner = self._pad.corners[index]
        return EMPTY_TIP if corner is None else f"{corner.name}\nRight click: something else here, or nothing."

    @property
    def hint(self) -> str:
        """What the pad asks for, "" when it can morph."""
        return ("" if self._pad.can_morph else SECOND) if self._pad.filled else FIRST

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, side, pad = theme_of(self.palette()), self.side, self._pad
        weights = corner_weights(*self._cursor, tuple(corner is not None for corner in pad.corners))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            signs.paint_ground(painter, side, theme, has_focus=self.hasFocus(), can_move=pad.can_morph)
            for index in range(CORNERS):
                signs.paint_corner(
                    painter, signs.cell(index, side), pad.corners[index], theme,
                    weight=weights[index] if pad.can_morph else 0.0, is_over=index == self._over,
                )  # fmt: skip
            if self.hint:
                signs.paint_words(painter, signs.field(side).adjusted(8.0, 26.0, -8.0, -26.0), self.hint, theme)
                return
            if pad.path:
                signs.paint_path(painter, pad.path, side, theme.text)
            at = signs.to_pixels(*self._cursor, side)
            signs.paint_cursor(painter, at, theme, held=self._is_held, recording=self._records)
