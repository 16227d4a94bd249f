"""What to export: note, velocity, length, tail, rate, bits; then progress with a cancel."""

from pathlib import Path
from typing import Final

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.choose_file import file_to_save
from app.preset_names import file_name_of
from app.theme import GAP
from app.workers.export import ExportOrder, ExportWorker
from synth.patch import Patch
from synth.render import LONGEST_S
from synth.render import RATES_HZ as RATE_LIMITS_HZ
from synth.sample import Sample
from synth.units import note_name, parse_note

BITS: Final = {"16 bit": 16, "24 bit": 24, "32 bit float": 32}
RATES_HZ: Final = (44_100, 48_000, 88_200, 96_000, 192_000)
USUAL_RATE_HZ: Final = 48_000
USUAL_NOTE: Final = 48


class ExportDialog(QDialog):
    """Asks, renders, and closes when the file is there. `message` then says how it went."""

    def __init__(
        self,
        patch: Patch,
        name: str,
        parent: QWidget | None = None,
        *,
        folder: Path = Path(),
        sample: Sample | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export WAV")
        self.setMinimumWidth(400)
        self._patch, self._name, self._sample = patch, name, sample
        self.folder = folder
        self._worker: ExportWorker | None = None
        self._question: QMessageBox | None = None
        self.message = ""
        self.note = QLineEdit(note_name(USUAL_NOTE))
        self.note.setToolTip("A name like C3 or F#4, or a number from 0 to 127")
        self.velocity = QSpinBox(minimum=1, maximum=127, value=100)
        self.seconds = QDoubleSpinBox(minimum=0.1, maximum=LONGEST_S, value=3.0, suffix=" s", decimals=1)
        self.tail = QCheckBox("let the sound end by itself")
        self.tail.setChecked(True)
        self.rate = QComboBox(editable=True)
        self.rate.addItems([str(rate) for rate in RATES_HZ])
        self.rate.setCurrentText(str(USUAL_RATE_HZ))
        self.rate.setValidator(QIntValidator(*RATE_LIMITS_HZ, self.rate))
        self.bits = QComboBox()
        self.bits.addItems(list(BITS))
        self.bits.setCurrentText("24 bit")
        self._problem = QLabel(wordWrap=True)
        self._problem.setVisible(False)
        self._progress = QProgressBar(maximum=1000, textVisible=False)
        self._form = QWidget()
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in (
            ("note", self.note), ("velocity", self.velocity), ("key down for", self.seconds), ("tail", self.tail),
            ("sample rate, Hz", self.rate), ("resolution", self.bits),
        ):  # fmt: skip
            field.setAccessibleName(label)
            form.addRow(label, field)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._save = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        self._save.setText("Export…")
        self._buttons.accepted.connect(self._choose_file)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        for widget in (self._form, self._progress, self._problem, self._buttons):
            column.addWidget(widget)

    @property
    def is_running(self) -> bool:
        """True while a file is made."""
        return self._worker is not None

    @property
    def problem(self) -> str:
        """The sentence that is shown, "" when all is well."""
        return self._problem.text()

    def order(self, path: Path) -> ExportOrder:
        """What the fields say. Raises ValueError in words for a note or a rate that is none."""
        rate = self.rate.currentText().strip()
        low, high = RATE_LIMITS_HZ
        if not rate.isdecimal() or not low <= int(rate[:9]) <= high:
            raise ValueError(f"{rate!r} is not a sample rate: write a number from {low} to {high}.")
        return ExportOrder(
            path, self._patch, parse_note(self.note.text()), self.velocity.value(), self.seconds.value(),
            int(rate), BITS[self.bits.currentText()], self.tail.isChecked(), self._sample,
        )  # fmt: skip

    def export_to(self, path: Path) -> None:
        """Render to a file; the dialog closes when it is there."""
        try:
            order = self.order(path)
        except ValueError as error:
            self._say(str(error))
            return
        self._say("")
        # No child of the dialog: its thread may outlive that.
        self._set_running(ExportWorker(order))
        assert self._worker is not None
        self._worker.progressed.connect(self._show_progress)
        self._worker.succeeded.connect(self._succeeded)
        self._worker.failed.connect(self._failed)
        self._worker.cancelled.connect(self._cancelled)
        self._worker.start()

    def _show_progress(self, share: float) -> None:
        self._progress.setValue(round(1000 * share))

    def reject(self) -> None:
        """Close; while a file is made, ask first."""
        if self._worker is None:
            super().reject()
        elif self._question is None:
            self._ask_to_stop()

    def stop(self) -> None:
        """Stop making the file and close as soon as that is done; nothing is left behind."""
        if self._worker is not None:
            self._worker.cancel()
            self._buttons.setEnabled(False)

    def _ask_to_stop(self) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, "Export", "The file is not finished. Stop the export?", parent=self)
        stop = box.addButton("Stop", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton("Go on", QMessageBox.ButtonRole.RejectRole))
        stop.clicked.connect(self.stop)
        box.finished.connect(self._answered)
        self._question = box
        box.open()

    def _answered(self) -> None:
        self._question = None

    def _choose_file(self) -> None:
        start = self.folder / file_name_of(self._name, ".wav")
        path = file_to_save(self, "Export WAV", start=start, kinds="WAV (*.wav)", suffixes=(".wav",))
        if path is not None:
            self.folder = path.parent
            self.export_to(path)

    def _succeeded(self, message: str) -> None:
        self.message = message
        self._end()
        self.accept()

    def _failed(self, problem: str) -> None:
        self._end()
        self._say(problem)
        self._progress.setValue(0)

    def _cancelled(self) -> None:
        self.message = "The export was stopped; no file was written."
        self._end()
        super().reject()

    def _end(self) -> None:
        self._set_running(None)
        if self._question is not None:
            self._question.reject()

    def _set_running(self, worker: ExportWorker | None) -> None:
        self._worker = worker
        self._form.setEnabled(worker is None)
        self._save.setEnabled(worker is None)

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
