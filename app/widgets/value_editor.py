"""The inline editor that opens over a control to type its value."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from synth.errors import ParameterError
from synth.parameters import Parameter


class ValueEditor(QFrame):
    """A line for one value. It refuses with a sentence what the row cannot read, and stays open."""

    accepted = Signal(float)
    closed = Signal()

    def __init__(self, row: Parameter, value: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = row
        self._host = parent
        self._centre = QPoint()
        self._closing = False
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = QLineEdit(row.format(value))
        self.line.setAccessibleName(f"value of {row.label}")
        self.line.setMinimumWidth(92)
        self.line.selectAll()
        self.line.returnPressed.connect(self._accept)
        self.line.installEventFilter(self)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("role", "small")
        self.sentence.setMaximumWidth(240)
        self.sentence.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.line)
        layout.addWidget(self.sentence)

    def open_at(self, centre: QPoint) -> None:
        """Shows the editor with its middle at a point of its parent, moved inside the parent."""
        self._centre = centre
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        self.adjustSize()
        host = self._host.rect()
        left = min(max(self._centre.x() - self.width() // 2, 4), max(4, host.width() - self.width() - 4))
        top = min(max(self._centre.y() - 16, 4), max(4, host.height() - self.height() - 4))
        self.move(left, top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()  # while a value is typed, no letter may play a note or start a command
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._close()
            return True
        if event.type() == QEvent.Type.FocusOut and not self._closing:
            self._leave()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # what the line leaves over, Return above all, is not for the window behind

    def _accept(self) -> None:
        try:
            value = self._row.parse(self.line.text())
        except ParameterError as error:
            self._refuse(str(error))
            return
        self._close()
        self.accepted.emit(value)

    def _leave(self) -> None:
        """Focus went elsewhere: keep what was typed when it can be read, else nothing changes."""
        try:
            value = self._row.parse(self.line.text())
        except ParameterError:
            self._close()
            return
        changed = self.line.isModified()
        self._close()
        if changed:
            self.accepted.emit(value)

    def _refuse(self, sentence: str) -> None:
        self.line.setProperty("refused", True)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        self.line.setAccessibleDescription(sentence)
        self.sentence.setText(sentence)
        self.sentence.show()
        self.line.selectAll()
        self._place()

    def _close(self) -> None:
        if not self._closing:
            self._closing = True
            self.closed.emit()
            self.close()
