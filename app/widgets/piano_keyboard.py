"""A piano keyboard to play with the mouse or with fingers on a touch screen."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import DARK, INK, PAPER, Accent, TextSize, mixed, text_font, theme_of
from app.widgets.piano_geometry import Key, key_at, keys, velocity_at
from synth.units import note_name

_MOUSE: Final = -1
_ROUND: Final = 4.0
_CRACK: Final = 1.5
_LIT: Final = DARK.accent(Accent.CORAL)
_BLACK: Final = QColor("#15181e")
_BLACK_TOP: Final = QColor("#2b303a")
_BLACK_HINT: Final = QColor("#a9afbd")
_WHITE_HINT: Final = mixed(INK, PAPER, 0.38)
"""Keys look the same in every theme, as on a real piano."""


class PianoKeyboard(QWidget):
    """Keys from C1 to C6. Lower on a key is louder; a drag plays every key it passes."""

    note_pressed = Signal(int, int)
    """MIDI note and velocity, 1 to 127."""
    note_released = Signal(int)

    def __init__(self, *, first: int = 24, last: int = 84, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first, self._last = first, last
        self._layout: tuple[Key, ...] = ()
        self._sounding: frozenset[int] = frozenset()
        self._hints: dict[int, str] = {}
        self._fingers: dict[int, int] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(420, 56)
        self.setAccessibleName("piano keyboard")
        self.setAccessibleDescription(f"{note_name(first)} to {note_name(last)}; lower on a key is louder")

    def sizeHint(self) -> QSize:
        return QSize(1200, 90)

    def set_sounding(self, notes: frozenset[int]) -> None:
        """Shows these MIDI notes as sounding."""
        if notes != self._sounding:
            self._repaint_notes(notes ^ self._sounding)
            self._sounding = notes

    @property
    def hints(self) -> Mapping[int, str]:
        """The words on the keys, by MIDI note."""
        return self._hints

    def set_hints(self, hints: Mapping[int, str]) -> None:
        """Writes the computer keys that play a note on its key; an empty mapping hides them."""
        self._hints = dict(hints)
        self.update()

    def pressed_notes(self) -> frozenset[int]:
        """The notes held here by mouse and fingers."""
        return frozenset(self._fingers.values())

    def release_all(self) -> None:
        """Lets go of every key held here: for a lost focus, a dialog, a page that is left."""
        for finger in tuple(self._fingers):
            self._lift(finger)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._touch(_MOUSE, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._touch(_MOUSE, event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._lift(_MOUSE)

    def hideEvent(self, event: QHideEvent) -> None:
        self.release_all()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            for point in event.points():
                if point.state() == QEventPoint.State.Released or event.type() == QEvent.Type.TouchCancel:
                    self._lift(point.id())
                else:
                    self._touch(point.id(), point.position())
            return True
        if event.type() == QEvent.Type.WindowDeactivate:
            self.release_all()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._layout = keys(self._first, self._last, width=self.width(), height=self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dirty = QRectF(event.rect())
        if theme_of(self.palette()) is not DARK:
            painter.fillRect(dirty, theme_of(self.palette()).secondary)  # else the cracks are lost in the panel
        for key in self._layout:
            if self._rect(key).adjusted(-2.0, 0.0, 2.0, 0.0).intersects(dirty):
                self._paint_key(painter, key)

    def _paint_key(self, painter: QPainter, key: Key) -> None:
        lit = key.note in self._sounding or key.note in self._fingers.values()
        colour = _LIT if lit else _BLACK if key.black else PAPER
        edge = 0.0 if key.black else _CRACK / 2.0
        path = QPainterPath()
        box = self._rect(key).adjusted(edge, -_ROUND, -edge, 0.0)
        path.addRoundedRect(box, _ROUND, _ROUND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPath(path)
        if key.black and not lit:
            painter.setBrush(_BLACK_TOP)
            painter.drawRoundedRect(box.adjusted(2.5, 0.0, -2.5, -7.0), 2.0, 2.0)
        self._paint_words(painter, key)

    def _paint_words(self, painter: QPainter, key: Key) -> None:
        bottom = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        room = self._rect(key).adjusted(-4.0, 0.0, 4.0, -4.0)
        hint = self._hints.get(key.note)
        if not key.black and key.note % 12 == 0:
            painter.setFont(text_font(TextSize.SMALL))
            painter.setPen(INK if key.note in self._sounding else mixed(INK, PAPER, 0.25))
            painter.drawText(room, bottom, note_name(key.note))
        if hint:
            # All letters of the white keys stand in one line, above the names of the notes.
            lit = key.note in self._sounding or key.note in self._fingers.values()
            painter.setFont(text_font(TextSize.SMALL))
            painter.setPen(INK if lit else _BLACK_HINT if key.black else _WHITE_HINT)
            painter.drawText(room.adjusted(0.0, 0.0, 0.0, -4.0 if key.black else -15.0), bottom, hint)

    def _touch(self, finger: int, position: QPointF) -> None:
        y = min(max(position.y(), 0.0), self.height() - 1.0)
        key = key_at(self._layout, position.x(), y)
        held = self._fingers.get(finger)
        if key is None or key.note == held:
            if key is None:
                self._lift(finger)
            return
        self._lift(finger)
        if key.note in self._fingers.values():
            return  # another finger holds it already
        self._fingers[finger] = key.note
        self._repaint_notes({key.note})
        self.note_pressed.emit(key.note, velocity_at(key, y))

    def _lift(self, finger: int) -> None:
        note = self._fingers.pop(finger, None)
        if note is not None:
            self._repaint_notes({note})
            self.note_released.emit(note)

    def _repaint_notes(self, notes: frozenset[int] | set[int]) -> None:
        for key in self._layout:
            if key.note in notes:
                self.update(self._rect(key).toAlignedRect().adjusted(-1, 0, 1, 0))

    def _rect(self, key: Key) -> QRectF:
        return QRectF(key.left, 0.0, key.width, key.height)
