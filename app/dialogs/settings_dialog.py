"""The settings, built from their table, with the devices that are there."""

from collections.abc import Sequence
from typing import Any, Final, get_args

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from app.dialogs.midi_choice import MidiChoice
from app.settings import Settings
from app.theme import GAP

SYSTEM: Final = "the system's device"
NOT_THERE: Final = "not there now"
NO_OUTPUT: Final = "No audio output was found. One that is plugged in later can be chosen then."
SECTIONS: Final = (
    ("audio", ("device", "sample_rate_hz", "block_frames", "microphone")),
    ("MIDI", ("midi_inputs",)),
    ("drawing", ("audition", "use_gpu")),
    ("window", ("theme", "reduce_motion")),
)
"""Where the settings with a title stand."""


class SettingsDialog(QDialog):
    """A field for each setting that has a title. Devices may arrive while it is open."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setMinimumWidth(460)
        self._settings = settings
        self.fields: dict[str, QWidget] = {}
        self._note = QLabel("Looking for devices…", wordWrap=True)
        self._note.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        form = QFormLayout()  # one for all sections: the fields stand in one line
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for number, (title, names) in enumerate(SECTIONS):
            heading = QLabel(title.upper())
            heading.setProperty("role", "section")
            heading.setContentsMargins(0, GAP if number else 0, 0, 0)
            form.addRow(heading)
            for name in names:
                self._add(form, name)
        column.addLayout(form)
        for name in ("device", "microphone"):
            self._offer(name, ())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addStretch(1)
        column.addWidget(self._note)
        column.addWidget(buttons)

    def set_outputs(self, names: Sequence[str], problem: str = "") -> None:
        """Offer these audio outputs; the chosen one stays chosen, there or not."""
        self._offer("device", names)
        note = problem or ("" if names else NO_OUTPUT)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.adjustSize()

    def set_microphones(self, names: Sequence[str]) -> None:
        """Offer these audio inputs; the chosen one stays chosen, there or not."""
        self._offer("microphone", names)

    def _offer(self, field: str, names: Sequence[str]) -> None:
        box = self.fields[field]
        assert isinstance(box, QComboBox)
        chosen = box.currentData() if box.count() else getattr(self._settings, field)
        box.clear()
        box.addItem(SYSTEM, None)
        for name in dict.fromkeys(names):
            box.addItem(name, name)
        if chosen is not None and chosen not in names:
            box.addItem(f"{chosen} ({NOT_THERE})", chosen)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def set_inputs(self, names: Sequence[str], problem: str = "") -> None:
        """Offer these MIDI inputs."""
        choice = self.fields["midi_inputs"]
        assert isinstance(choice, MidiChoice)
        choice.set_inputs(names, problem)
        self.adjustSize()

    @property
    def edited(self) -> tuple[str, ...]:
        """Names of the settings that are not as they were."""
        return tuple(name for name, field in self.fields.items() if _value(field) != getattr(self._settings, name))

    def settings(self) -> Settings:
        """What the fields say."""
        return self._settings.model_copy(update={name: _value(field) for name, field in self.fields.items()})

    def _add(self, form: QFormLayout, name: str) -> None:
        info = Settings.model_fields[name]
        field = _field(getattr(self._settings, name), info.annotation)
        field.setToolTip(info.description or "")
        field.setAccessibleName(info.title or name)
        self.fields[name] = field
        form.addRow(info.title or name, field)


def _field(value: Any, annotation: Any) -> QWidget:
    if isinstance(value, bool):
        check = QCheckBox()
        check.setChecked(value)
        return check
    if annotation == tuple[str, ...] | None:
        return MidiChoice(value)
    choice = QComboBox()
    if annotation != str | None:  # devices come later
        for option in get_args(annotation):
            choice.addItem(str(option), option)
        choice.setCurrentIndex(choice.findData(value))
    return choice


def _value(field: QWidget) -> Any:
    match field:
        case QCheckBox():
            return field.isChecked()
        case MidiChoice():
            return field.chosen
        case QComboBox():
            return field.currentData()
    raise TypeError(type(field).__name__)
