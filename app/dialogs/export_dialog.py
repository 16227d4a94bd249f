"""What to export: note, velocity, length, tail, rate, bits; then progress with a cancel."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.workers.export import ExportOrder, ExportWorker
from synth.patch import Patch
from synth.units import note_name, parse_note

BITS: Final = {"16 bit": 16, "24 bit": 24, "32 bit float": 32}


class ExportDialog(QDialog):
    """Asks, renders, and closes when the file is there."""

    def __init__(self, patch: Patch, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export WAV")
        self._patch, self._name = patch, name
        self._worker: ExportWorker | None = None
        self.message = ""
        self._note = QLineEdit(note_name(48))
        self._velocity = QSpinBox(minimum=1, maximum=127, value=100)
        self._seconds = QDoubleSpinBox(minimum=0.1, maximum=600.0, value=3.0, suffix=" s", decimals=1)
        self._tail = QCheckBox("let the sound end by itself")
        self._tail.setChecked(True)
        self._rate = QComboBox()
        self._rate.addItems(["44100", "48000", "88200", "96000"])
        self._rate.setCurrentText("48000")
        self._bits = QComboBox()
        self._bits.addItems(list(BITS))
        self._bits.setCurrentText("24 bit")
        self._problem = QLabel(wordWrap=True)
        self._progress = QProgressBar(maximum=1000)
        form = QFormLayout()
        for label, field in (
            ("note", self._note), ("velocity", self._velocity), ("key down for", self._seconds), ("", self._tail),
            ("sample rate", self._rate), ("resolution", self._bits),
        ):  # fmt: skip
            form.addRow(label, field)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self._choose_file)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self._progress)
        column.addWidget(self._problem)
        column.addWidget(self._buttons)

    def order(self, path: Path) -> ExportOrder:
        """What the fields say. Raises ValueError in words for a note that is none."""
        return ExportOrder(
            path, self._patch, parse_note(self._note.text()), self._velocity.value(), self._seconds.value(),
            int(self._rate.currentText()), BITS[self._bits.currentText()], self._tail.isChecked(),
        )  # fmt: skip

    def export_to(self, path: Path) -> None:
        """Render to a file; the dialog closes when it is there."""
        try:
            order = self.order(path)
        except ValueError as error:
            self._problem.setText(str(error))
            return
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(False)
        self._worker = ExportWorker(order, self)
        self._worker.progressed.connect(lambda share: self._progress.setValue(round(1000 * share)))
        self._worker.succeeded.connect(self._succeeded)
        self._worker.failed.connect(self._failed)
        self._worker.start()

    def reject(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
        super().reject()

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Export WAV", f"{self._name}.wav", "WAV (*.wav)")
        if path:
            self.export_to(Path(path) if Path(path).suffix else Path(f"{path}.wav"))

    def _succeeded(self, message: str) -> None:
        self.message, self._worker = message, None
        self.accept()

    def _failed(self, problem: str) -> None:
        self._worker = None
        self._problem.setText(problem)
        self._progress.setValue(0)
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(True)
