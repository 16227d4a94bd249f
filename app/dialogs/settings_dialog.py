"""The settings, built from their table, with the devices that are there."""

from collections.abc import Sequence
from typing import Any, get_args

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from app.settings import Settings

SYSTEM = "the system's device"


class SettingsDialog(QDialog):
    """A field for each setting that has a title."""

    def __init__(
        self, settings: Settings, *, outputs: Sequence[str], ports: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setMinimumWidth(420)
        self._settings = settings
        self._fields: dict[str, QWidget] = {}
        form = QFormLayout()
        for name, info in Settings.model_fields.items():
            if info.title is None or name == "midi_inputs":
                continue
            field = self._field(name, getattr(settings, name), info.annotation, outputs)
            field.setToolTip(info.description or "")
            field.setAccessibleName(info.title)
            self._fields[name] = field
            form.addRow(info.title, field)
        form.addRow("MIDI inputs", QLabel(", ".join(ports) or "none found; they are opened when they appear"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)

    def settings(self) -> Settings:
        """What the fields say."""
        chosen: dict[str, Any] = {}
        for name, field in self._fields.items():
            chosen[name] = field.isChecked() if isinstance(field, QCheckBox) else field.currentData()  # type: ignore[attr-defined]
        return self._settings.model_copy(update=chosen)

    @staticmethod
    def _field(name: str, value: Any, annotation: Any, outputs: Sequence[str]) -> QWidget:
        if isinstance(value, bool):
            check = QCheckBox()
            check.setChecked(value)
            return check
        choice = QComboBox()
        if name == "device":
            choice.addItem(SYSTEM, None)
            known = [*outputs, *([value] if value and value not in outputs else [])]
            for output in known:
                choice.addItem(output if output in outputs else f"{output} (not there)", output)
        else:
            for option in get_args(annotation):
                choice.addItem(str(option), option)
        choice.setCurrentIndex(max(0, choice.findData(value)))
        return choice
