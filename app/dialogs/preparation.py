"""What the first start shows while another process compiles the kernels for this machine."""

from typing import Final

from PySide6.QtCore import QProcess, Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.child_process import program
from app.theme import GAP
from app.widgets.logo import Logo

WIDTH: Final = 440
TEXT: Final = "Bouba prepares its sound for this machine. That takes about a minute, once."


class Preparation(QDialog):
    """Waits for `bouba prepare`. Closing it goes on without: then the window is slow for its first seconds."""

    def __init__(self, command: list[str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("First start")
        self.setFixedWidth(WIDTH)
        text = QLabel(TEXT, wordWrap=True)
        bar = QProgressBar(textVisible=False)
        bar.setRange(0, 0)
        bar.setFixedHeight(8)
        bar.setAccessibleName("preparing")
        column = QVBoxLayout()
        column.setSpacing(GAP)
        column.addWidget(text)
        column.addWidget(bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        row.setSpacing(2 * GAP)
        row.addWidget(Logo(), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        words = command or [*program(), "prepare"]
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        self._process.finished.connect(self.accept)
        self._process.errorOccurred.connect(self.reject)  # it did not even start
        QTimer.singleShot(0, lambda: self._process.start(words[0], words[1:]))

    def done(self, result: int) -> None:
        """Leave no process behind, however the dialog ends."""
        self._process.finished.disconnect()
        self._process.errorOccurred.disconnect()
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished()
        super().done(result)
