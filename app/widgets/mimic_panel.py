"""The page of the mimic: give it a sound, see what it heard, and how near the search has come."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.theme import GRID
from app.widgets.sound_views import FallingCurve, RecordingView, Waveform
from app.widgets.tab_focus import focus_buttons_by_tab
from models.sound_to_patch.hearing import Heard
from synth.units import note_name

TIMES_S: Final = ((10, "10 s"), (30, "30 s"), (120, "2 min"))
NARROW: Final = "padding: 5px 2px;"
EMPTY: Final = (
    "Drop a sound on the window (WAV, FLAC, OGG, MP3), choose a file, or record. "
    "Bouba looks for the knobs that come nearest. Nothing leaves this machine."
)


class MimicPanel(QWidget):
    """State comes down by `show_…`; what a person does goes up as clicks of its buttons."""

    hidden = Signal()
    """The page is not seen any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose, self.record = _button("Choose…", "Choose a sound file"), _button("Record", "")
        self.original = _button("Original", "Play what was heard, tuned to its key")
        self.answer = _button("Answer", "Play the sound that was found, as the original was played")
        self.again = _button("Again", "Search once more, from another beginning")
        self.stop = _button("Stop", "Keep the best so far")
        self.cancel = _button("Cancel", "Bring the former sound back")
        self.hint = _label(EMPTY)
        self.recording, self.wave, self.curve = RecordingView(), Waveform(), FallingCurve()
        self.heard, self.distance = _label(""), _label("")
        self.times = QButtonGroup(self)
        self._times = _row(*(self._time(seconds, text) for seconds, text in TIMES_S))
        title = QLabel("MIMIC A SOUND")
        title.setProperty("role", "section")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (
            title, _row(self.choose, self.record), self._times, self.hint, self.recording, self.wave, self.heard,
            self.curve, self.distance, _row(self.original, self.answer, self.again), _row(self.stop, self.cancel),
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        focus_buttons_by_tab(self)
        self.show_empty()

    @property
    def seconds(self) -> int:
        """How long to search."""
        return self.times.checkedId()

    def show_empty(self) -> None:
        """No sound was given yet."""
        self._show(self.hint)
        self._show_microphone(is_open=False)

    def show_recording(self, text: str, peak: float) -> None:
        """The microphone is open, or about to be; the peak is 0 to 1."""
        self.recording.set_recording(text, peak)
        self._show(self.recording)
        self._show_microphone(is_open=True)

    def show_listening(self, name: str) -> None:
        """A sound was given and is about to be heard."""
        self.heard.setText(f"Hearing {name}…")
        self._show(self.heard, self.stop, self.cancel)
        self._show_microphone(is_open=False)

    def show_heard(self, heard: Heard) -> None:
        """The sound was heard, and the search goes on for as long as was chosen."""
        self.wave.set_sound(heard.sound)
        where = f"{note_name(heard.note)} {round(heard.cents):+d} ct" if heard.voiced else "no pitch"
        self.heard.setText("\n".join((f"{where} · held {heard.held_s:.2f} s", *heard.remarks)))
        self.distance.setText("Searching…")
        self.curve.begin(self.seconds)
        self._show(self.wave, self.heard, self.curve, self.distance, self.original, self.answer, self.stop, self.cancel)

    def show_better(self, seconds: float, distance_db: float) -> None:
        """The best so far."""
        self.curve.add(seconds, distance_db)
        self.distance.setText(f"{distance_db:.1f} dB away")

    def show_done(self, words: str) -> None:
        """The search is over."""
        self.distance.setText(words)
        self._show(self.wave, self.heard, self.curve, self.distance, self.original, self.answer, self.again)
        self._show_microphone(is_open=False)

    def _show(self, *shown: QWidget) -> None:
        for widget in (
            self.hint, self.recording, self.wave, self.heard, self.curve, self.distance, self.original, self.answer,
            self.again, self.stop, self.cancel,
        ):  # fmt: skip
            widget.setVisible(widget in shown)
        for row in (self.original, self.stop):
            parent = row.parentWidget()
            if parent is not None and parent is not self:
                parent.setVisible(row in shown)
        self._times.setVisible(self.stop not in shown and self.recording not in shown)

    def _show_microphone(self, *, is_open: bool) -> None:
        self.record.setText("Stop" if is_open else "Record")
        tip = "Stop recording and search" if is_open else "Record up to 10 s from the microphone"
        self.record.setToolTip(tip)

    def _time(self, seconds: int, text: str) -> QPushButton:
        button = _button(text, f"Search for {text}")
        button.setCheckable(True)
        button.setChecked(seconds == TIMES_S[0][0])
        self.times.addButton(button, seconds)
        return button

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.hidden.emit()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setStyleSheet(NARROW)
    return button


def _label(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    return label


def _row(*buttons: QPushButton) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID // 2)
    for button in buttons:
        row.addWidget(button, 1)
    return widget
