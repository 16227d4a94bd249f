"""Trim a take: its waveform, two handles, what stays."""

from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.take_trim import Outline
from app.theme import GAP
from app.trim_span import SHORTEST_S, Span, moment
from app.widgets.trim_view import TrimView

HINT: Final = f"Drag the handles, or move the chosen one with the arrow keys. At least {SHORTEST_S:g} s stays."
LONGEST_PLAYED_S: Final = 60.0
"""So much of what stays is played."""
SIZE: Final = QSize(760, 400)
STARTING_MS: Final = 800
"""A process that plays needs so long to begin."""


class TrimDialog(QDialog):
    """Accepted with `span`, what is to stay. Playing is asked for by signals."""

    play_asked = Signal(object)
    """The span that is to be heard."""
    stop_asked = Signal()

    def __init__(self, name: str, outline: Outline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Trim {name}")
        self.span = Span.all_of(outline.seconds)
        self.view = TrimView(outline)
        self.begins, self.stays, self.ends = (QLabel() for _ in range(3))
        self.stays.setProperty("role", "secondary")
        for label, what in ((self.begins, "begins at"), (self.stays, "stays"), (self.ends, "ends at")):
            label.setAccessibleName(what)
        times = QHBoxLayout()
        times.addWidget(self.begins)
        times.addStretch(1)
        times.addWidget(self.stays)
        times.addStretch(1)
        times.addWidget(self.ends)
        hint = QLabel(HINT, wordWrap=True)
        hint.setProperty("role", "small")
        self.problem = QLabel(wordWrap=True)
        self.problem.setVisible(False)
        self.problem.setProperty("role", "warning")
        self.play = QPushButton("Play", autoDefault=False)
        self.play.setToolTip("Hear what stays")
        self.play.clicked.connect(self._toggle_play)
        self._playing = QTimer(self, singleShot=True)
        self._playing.timeout.connect(self.show_stopped)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.trim = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.trim.setText("Trim")
        self.trim.setProperty("role", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.addWidget(self.play)
        below.addStretch(1)
        below.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        column.addWidget(self.view, 1)
        column.addLayout(times)
        column.addWidget(hint)
        column.addWidget(self.problem)
        column.addLayout(below)
        self.resize(SIZE)
        self.view.span_edited.connect(self.set_span)
        self.set_span(self.span)
        self.view.start.setFocus()

    def set_span(self, span: Span) -> None:
        """Show what is to stay."""
        self.span = span
        self.view.set_span(span)
        self.begins.setText(f"from {moment(span.start_s)}")
        self.ends.setText(f"to {moment(span.end_s)}")
        self.stays.setText(f"{moment(span.seconds)} of {moment(span.whole_s)} stays")
        self.trim.setEnabled(not span.is_all)
        if self._playing.isActive():
            self._toggle_play()

    def show_problem(self, problem: str) -> None:
        """A sentence on what did not work."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.show_stopped()

    def show_stopped(self) -> None:
        """Nothing is played any more."""
        self._playing.stop()
        self.play.setText("Play")

    def done(self, result: int) -> None:
        """However it ends, it is silent."""
        self.stop_asked.emit()
        super().done(result)

    def _toggle_play(self) -> None:
        if self._playing.isActive():
            self.show_stopped()
            self.stop_asked.emit()
            return
        self.problem.setVisible(False)
        self.play.setText("Stop")
        self._playing.start(round(1000.0 * min(self.span.seconds, LONGEST_PLAYED_S)) + STARTING_MS)
        self.play_asked.emit(self.span)
