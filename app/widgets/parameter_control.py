"""What every control of a row has in common: value, lock, prediction, typing, menu, gestures.

Signals go up, state comes down: `set_…` shows without a signal; a signal says what a person did.
"""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from app.theme import Accent, theme_of, with_alpha
from app.widgets.glyphs import draw_lock
from app.widgets.knob_geometry import one_step
from app.widgets.value_editor import ValueEditor
from models.sketch_to_patch.tone_sound import DRAWN
from synth.errors import ParameterError
from synth.parameters import Parameter

BURST_MS: Final = 500
"""Wheel notches and key presses closer together than this are one gesture, one undo step."""
_LOCK_SIZE: Final = 9.0
_DIFFERENT: Final = 0.004
"""Travel from which a prediction counts as different from the value."""


class ParameterControl(QWidget):
    """Base of knob, switch and choice box: one row of the parameter table."""

    gesture_started = Signal()
    """A new drag, burst of wheel notches, typed value or click begins: a new undo step."""
    value_edited = Signal(str, float)
    """Row id and natural value, each time a person changes it."""
    lock_edited = Signal(str, bool)

    def __init__(self, row: Parameter, accent: Accent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.accent = accent
        self.can_lock = row.id in DRAWN
        """A lock keeps drawings and pictures away; what they never set needs none."""
        self._value = row.default
        self._text = row.format(row.default)
        """The value as a person reads it."""
        self._predicted: float | None = None
        self._mark: float | None = None
        self._locked = False
        self._lively = True
        self._wheel_rest = 0.0
        self._burst = QTimer(self, singleShot=True, interval=BURST_MS)
        self._editor: ValueEditor | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(row.label)
        self._describe()

    @property
    def value(self) -> float:
        """The natural value shown."""
        return self._value

    @property
    def predicted(self) -> float | None:
        """What the network chose for this row, natural, or None."""
        return self._predicted

    @property
    def is_locked(self) -> bool:
        """True when predictions must leave the row alone."""
        return self._locked

    @property
    def is_lively(self) -> bool:
        """False while the module is switched off: grey, but readable and usable."""
        return self._lively

    def set_value(self, value: float, *, animate: bool = False) -> None:
        """Shows a natural value; `animate` lets a control that can glide there."""
        value = self.row.clamp(value)
        if value == self._value:
            return
        self._value = value
        text = self.row.format(value)
        if text != self._text:
            self._text = text
            self._describe()
            self.text_shown()
        self._mark = self._ghost()
        self.value_shown(animate=animate)

    def set_predicted(self, value: float | None) -> None:
        """Shows what the network chose as a ghost mark, where it differs from the value."""
        if value != self._predicted:
            self._predicted = value
            before, self._mark = self._mark, self._ghost()
            if self._mark != before:
                self.update()

    def set_locked(self, locked: bool) -> None:
        """Shows the lock closed or open."""
        if locked != self._locked:
            self._locked = locked
            self._describe()
            self.update()

    def set_lively(self, lively: bool) -> None:
        """Shows the control in its colour, or grey when its module is off."""
        if lively != self._lively:
            self._lively = lively
            self.update()

    def value_shown(self, *, animate: bool) -> None:
        """Called when the value to show changed. A control that glides overrides it."""
        self.update()

    def text_shown(self) -> None:
        """Called when the text of the value changed."""

    def lock_rect(self) -> QRectF:
        """Where the lock is: the upper right corner."""
        return QRectF(self.width() - _LOCK_SIZE - 3.0, 2.0, _LOCK_SIZE, _LOCK_SIZE + 2.0)

    def value_centre(self) -> QPoint:
        """The point over which the inline editor opens."""
        return self.rect().center()

    def edit(self, value: float) -> None:
        """A person gave a value: show it and say so, unless nothing changed."""
        value = self.row.clamp(value)
        if value != self._value:
            self.set_value(value)
            self.value_edited.emit(self.row.id, value)

    def edit_once(self, value: float) -> None:
        """A whole gesture with one value: a click, a typed or pasted value, the default."""
        self.gesture_started.emit()
        self.edit(value)

    def reset(self) -> None:
        """Back to the row's default."""
        self.edit_once(self.row.default)

    def toggle_lock(self) -> None:
        """The person closes or opens the lock."""
        if self.can_lock:
            self.set_locked(not self._locked)
            self.lock_edited.emit(self.row.id, self._locked)

    def type_value(self) -> None:
        """Opens the inline editor."""
        if self._editor is None:
            host = self.window()
            self._editor = ValueEditor(self.row, self._value, host)
            self._editor.accepted.connect(self.edit_once)
            self._editor.closed.connect(self._editor_closed)
            self._editor.open_at(self.mapTo(host, self.value_centre()) if host is not self else self.value_centre())

    def copy_value(self) -> None:
        """Puts the value with its unit on the clipboard."""
        QGuiApplication.clipboard().setText(self.row.format(self._value))

    def paste_value(self) -> None:
        """Takes a value from the clipboard, or says in a sentence why not."""
        try:
            value = self.row.parse(QGuiApplication.clipboard().text()[:100])
        except ParameterError as error:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), str(error), self)
            return
        self.edit_once(value)

    def step(self, steps: float, *, fine: bool = False, page: bool = False) -> None:
        """Moves by steps of keys or wheel; steps in quick succession are one gesture."""
        if not self._burst.isActive():
            self.gesture_started.emit()
        self._burst.start()
        self.edit(self.row.from_unit(self.row.to_unit(self._value) + steps * one_step(self.row, fine=fine, page=page)))

    def menu(self) -> QMenu:
        """The context menu, shown by the caller."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.can_lock:
            menu.addAction("Unlock" if self._locked else "Lock", self.toggle_lock)
        menu.addAction(f"Default ({self.row.format(self.row.default)})", self.reset)
        menu.addAction("Type a value…", self.type_value)
        menu.addSeparator()
        menu.addAction("Copy value", self.copy_value)
        menu.addAction("Paste value", self.paste_value)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Shift turns the wheel sideways on some systems, so both directions count.
        delta = event.angleDelta().y() or event.angleDelta().x()
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._wheel_rest += delta / 120.0
        steps = float(int(self._wheel_rest)) if self.row.is_discrete else self._wheel_rest
        self._wheel_rest -= steps
        if steps:
            self.step(steps, fine=fine)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, fine = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_value()
        elif key == Qt.Key.Key_L and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggle_lock()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Right):
            self.step(1.0, fine=fine)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Left):
            self.step(-1.0, fine=fine)
        elif key == Qt.Key.Key_PageUp:
            self.step(1.0, page=True)
        elif key == Qt.Key.Key_PageDown:
            self.step(-1.0, page=True)
        elif key == Qt.Key.Key_Home:
            self.edit_once(self.row.minimum)
        elif key == Qt.Key.Key_End:
            self.edit_once(self.row.maximum)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.type_value()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self.tip())  # written only when it is asked for: values change sixty times a second
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _copies_or_pastes(event):
            event.accept()  # else the window pastes a picture
            return True
        return super().event(event)

    def tip(self) -> str:
        """Tooltip: label, description, range, default, prediction, controller number."""
        row = self.row
        lines = [f"<b>{row.label}</b>: {row.format(self._value)}", row.description]
        if not row.choices:
            lines.append(f"{row.range_text()}, default {row.format(row.default)}")
        if self.differs_from_prediction():
            lines.append(f"the drawing says {row.format(self._predicted or 0.0)}")
        if self._locked:
            lines.append("locked: a new drawing leaves it alone")
        if row.midi_cc is not None:
            lines.append(f"MIDI controller {row.midi_cc}")
        return "<br>".join(lines)

    def differs_from_prediction(self) -> bool:
        """True when there is a prediction and the value is elsewhere."""
        return self._mark is not None

    def _ghost(self) -> float | None:
        """Where the ghost mark of the prediction is, in travel; None without one."""
        if self._predicted is None:
            return None
        travel = self.row.to_unit(self._predicted)
        return travel if abs(travel - self.row.to_unit(self._value)) > _DIFFERENT else None

    def live_colour(self) -> QColor:
        """The accent, or grey while the module is off."""
        theme = theme_of(self.palette())
        return theme.accent(self.accent) if self._lively else theme.secondary

    def paint_lock(self, painter: QPainter) -> None:
        """The lock: yellow when closed, a faint outline under the mouse or with the focus."""
        if not self.can_lock:
            return
        theme = theme_of(self.palette())
        if self._locked:
            draw_lock(painter, self.lock_rect(), theme.accent(Accent.YELLOW), closed=True)
        elif self.underMouse() or self.hasFocus():
            draw_lock(painter, self.lock_rect(), with_alpha(theme.secondary, 0.8), closed=False)

    def hits_lock(self, position: QPointF) -> bool:
        """True when a click at this point is for the lock."""
        return self.can_lock and self.lock_rect().adjusted(-4.0, -3.0, 4.0, 4.0).contains(position)

    def _describe(self) -> None:
        words = [self._text, self.row.description]
        if self._locked:
            words.insert(1, "locked")
        self.setAccessibleDescription(". ".join(words))

    def _editor_closed(self) -> None:
        self._editor = None
        self.setFocus(Qt.FocusReason.OtherFocusReason)


def _copies_or_pastes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Paste)
