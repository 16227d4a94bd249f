"""What stands in the module Voice: its waveform, what it is of, and how one gets another."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.theme import GRID
from app.widgets.sample_view import SampleView
from models.imagine.imaginer import SURE
from synth.sample import Sample
from synth.units import note_name

INVITATION: Final = (
    "A picture becomes a sound of two seconds that the keys play, beside the oscillators and through the same filters."
)


class VoicePanel(QWidget):
    """State comes down by `set_…`; what a person does goes up as signals of its parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = SampleView()
        self.from_drawing = _button("From the drawing", "Make a voice of what is on the canvas")
        self.from_picture = _button("From a picture…", "Make a voice of a picture or a photograph")
        self.another = _button("Another", "Another voice of the same picture")
        self.loop = _button("Loop", "Go round between the loop marks while the key is down")
        self.loop.setCheckable(True)
        self.remove = _button("Remove", "No voice any more: the oscillators alone")
        self._words = QLabel()
        self._words.setProperty("role", "small")
        self._invitation = QLabel(INVITATION, wordWrap=True)
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invitation.setProperty("role", "small")
        self._shown = QStackedWidget()
        self._shown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for page in (self._invitation, self.view):
            self._shown.addWidget(page)
        makers, keepers = QHBoxLayout(), QHBoxLayout()
        for line, buttons in (
            (makers, (self.from_drawing, self.from_picture, self.another)),
            (keepers, (self.loop, self.remove)),
        ):
            line.setSpacing(GRID)
            for button in buttons:
                line.addWidget(button)
        keepers.insertWidget(0, self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(makers)
        column.addWidget(self._shown, 1)
        column.addLayout(keepers)
        self.set_sample(None)

    def set_sample(self, sample: Sample | None) -> None:
        """Show a voice, or how one gets there."""
        self.view.set_sample(sample)
        self._shown.setCurrentWidget(self._invitation if sample is None else self.view)
        self.loop.setChecked(sample is not None and sample.loop is not None)
        for button in (self.loop, self.remove):
            button.setEnabled(sample is not None)
        self._words.setText("" if sample is None else words_of(sample))
        self._words.setToolTip(
            "" if sample is None else "What the picture was taken for, and which real sounds it is near"
        )

    @property
    def words(self) -> str:
        """What is said of the voice."""
        return self._words.text()

    def set_busy(self, *, busy: bool, again: bool) -> None:
        """While a voice is made no other is asked for; `again`: whether there is a picture to make another of."""
        self.from_drawing.setEnabled(not busy)
        self.from_picture.setEnabled(not busy)
        self.another.setEnabled(again and not busy)


def words_of(sample: Sample) -> str:
    """What a voice is of, how surely, and the key at which it sounds as it was made."""
    seen = sample.heard.replace("_", " ")
    doubt = f"{100.0 * sample.confidence:.0f} %" if sample.confidence >= SURE else "not sure"
    parts = [f"seen as {seen} ({doubt})"] if seen else []
    if sample.like:
        parts.append(f"nearest real sound: {sample.like.replace('_', ' ')}")
    parts.append(f"recorded at {note_name(round(sample.root_note))}")
    return " · ".join(parts)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    return button
