"""Deep training as a window of its own, beside which one goes on playing: what it will do, how it goes, the choice."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.theme import GAP, GRID
from app.widgets.taught_and_now import ROW, Target, TaughtAndNow
from app.widgets.training_curve import TrainingCurve, legend
from models.sketch_map.training_check import Verdict
from models.sketch_map.training_report import Progress

WIDTH: Final = 600
ROWS_SEEN: Final = 3.5
MINUTES: Final = 10
LONGEST: Final = 240
WHAT: Final = (
    "Bouba draws your drawings thousands of times anew and refits the network under this map on them, so that the "
    "network itself knows your shapes. Other drawings stay nearly as they are, and your drawings themselves sound "
    "exactly as taught, before and after."
)
BESIDE: Final = "You can go on playing. Nothing changes before you have seen the result."
MARKS: Final = "The 33 knobs of each drawing. Coral marks: as taught. Cyan bars: what the network says now."
STAGES: Final = {
    "drawing": "Drawing your drawings anew…",
    "training": "Training",
    "done": "Checking the network…",
    "checking": "Checking the network…",
}


class State(Enum):
    """Where a training stands."""

    READY = "ready"
    RUNNING = "running"
    PASSED = "passed"
    OVER = "over"


class TrainDialog(QDialog):
    """State comes down by `set_…`; what a person wants goes up as signals."""

    started = Signal(int)
    """At most so many minutes."""
    cancelled = Signal()
    used = Signal()
    forgotten = Signal()
    """The network that the map has is to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Train")
        self.setFixedWidth(WIDTH)
        self.state = State.READY
        self._is_trained = False
        self._title, self._status, self._figures = QLabel(), QLabel(wordWrap=True), QLabel()
        self._title.setProperty("role", "heading")
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._figures.setProperty("role", "secondary")
        self._what = QLabel(f"{WHAT}\n{BESIDE}", wordWrap=True)
        self._what.setProperty("role", "secondary")
        self.minutes = QSpinBox(minimum=1, maximum=LONGEST, value=MINUTES, suffix=" min")
        self.minutes.setAccessibleName("at most so many minutes")
        self.minutes.setToolTip("The training ends by itself when it is done, and at the latest after this time")
        self.minutes.setMinimumWidth(88)
        self._estimate = QLabel()
        self._estimate.setProperty("role", "secondary")
        self.bar = QProgressBar(maximum=1000, textVisible=False)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName("progress of the training")
        self.curve, self.preview = TrainingCurve(), TaughtAndNow()
        self.train, self.cancel, self.use, self.keep, self.forget = (
            QPushButton(text) for text in ("Train", "Cancel", "Use it", "Keep the old", "Forget the training")
        )
        self.train.setProperty("role", "primary")
        self.use.setProperty("role", "primary")
        self.forget.setProperty("role", "quiet")
        self.forget.setToolTip("The map stands on its base alone again, as before any training; undo brings it back")
        self._arrange()
        self.train.clicked.connect(lambda: self.started.emit(self.minutes.value()))
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(self.reject)
        self.use.clicked.connect(self.used)
        self.forget.clicked.connect(self.forgotten)

    @property
    def status(self) -> str:
        """The sentence that is shown."""
        return self._status.text()

    def set_map(self, name: str, targets: Sequence[Target], *, estimate: str, is_trained: bool) -> None:
        """What is to be trained, before it begins."""
        self._title.setText(f"Train {name}")
        self._estimate.setText(estimate)
        self.preview.set_targets(targets)
        self.curve.set_rounds(())
        self.bar.setValue(0)
        self._figures.setText("")
        self._is_trained = is_trained
        self._go_to(State.READY, "")

    def set_running(self) -> None:
        """The training begins."""
        self._go_to(State.RUNNING, "Starting…")

    def set_progress(self, progress: Progress) -> None:
        """How it goes."""
        self.bar.setValue(round(self.bar.maximum() * progress.share))
        words = STAGES[progress.stage]
        if progress.stage == "training":
            on = "the graphics processor" if progress.device == "cuda" else "the processor"
            words = f"{words} on {on} · round {progress.epoch} · {left_words(progress.seconds_left)}"
            self.curve.set_rounds((*self.curve.rounds, progress))
            self.preview.set_now(progress.now)
            self._figures.setText(legend(progress))
        self._status.setText(words)

    def set_verdict(self, verdict: Verdict) -> None:
        """It is over; a network whose check failed cannot be chosen."""
        if not verdict.passed:
            self.set_over(verdict.problem)
            return
        self.bar.setValue(self.bar.maximum())
        self._go_to(
            State.PASSED,
            f"The check passed. Your drawings drawn anew are {100.0 * verdict.redrawn_error:.1f} % of a knob's travel "
            f"off ({100.0 * verdict.redrawn_error_before:.1f} % before), {100.0 * verdict.right:.0f} % of them have "
            f"all waves and switches right ({100.0 * verdict.right_before:.0f} % before). Other drawings moved by "
            f"{100.0 * verdict.moved:.1f} %.",
        )

    def set_over(self, sentence: str) -> None:
        """It ended without a network to choose."""
        self._go_to(State.OVER, sentence)

    def reject(self) -> None:
        """Cancel, keep the old, or close: what Escape does too."""
        if self.state is State.RUNNING:
            self.cancelled.emit()
        super().reject()

    def _arrange(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        time = QHBoxLayout()
        time.setSpacing(GRID)
        time.addWidget(QLabel("at most"))
        time.addWidget(self.minutes)
        time.addWidget(self._estimate, 1)
        self._budget = QWidget()
        self._budget.setLayout(time)
        time.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.preview)
        area.setFixedHeight(round(ROWS_SEEN * ROW))
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        area.setAccessibleName("taught drawings, as taught and now")
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.forget)
        buttons.addStretch(1)
        for button in (self.cancel, self.keep, self.train, self.use):
            buttons.addWidget(button)
        marks = QLabel(MARKS, wordWrap=True)
        marks.setProperty("role", "small")
        for widget in (self._title, self._what, self._budget, self._status, self.bar, self.curve, self._figures):
            column.addWidget(widget)
        column.addWidget(marks)
        column.addWidget(area)
        column.addLayout(buttons)

    def _go_to(self, state: State, sentence: str) -> None:
        self.state = state
        self._status.setText(sentence)
        passed = state is State.PASSED
        self._what.setVisible(state is State.READY)
        self._budget.setVisible(state is State.READY)
        self._status.setVisible(bool(sentence))
        for widget in (self.bar, self.curve, self._figures):
            widget.setVisible(state is not State.READY)
        self.forget.setVisible(state is State.READY and self._is_trained)
        self.cancel.setText("Close" if state is State.OVER else "Cancel")
        self.cancel.setVisible(not passed)
        self.train.setVisible(state is State.READY)
        self.use.setVisible(passed)
        self.keep.setVisible(passed)
        (self.use if passed else self.train).setDefault(True)
        # Sentences that take several lines are not known to `adjustSize`.
        self.resize(WIDTH, self._column.totalHeightForWidth(WIDTH))


def left_words(seconds: float) -> str:
    """How long it will take, as people say it."""
    if seconds < 90.0:
        return f"about {10 * max(1, round(seconds / 10.0))} s left"
    return f"about {round(seconds / 60.0)} min left"
