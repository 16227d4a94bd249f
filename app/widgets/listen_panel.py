"""The left of Scene: what is listened to, how loud it is, which engine paints, and what it may have heard."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.scene_rows import LISTENING
from app.theme import GAP, GRID, Accent, TextSize, mixed, text_font, theme_of
from app.widgets.engine_choice import EngineChoice
from app.widgets.knob import Knob
from app.widgets.level_meter import LevelMeter
from app.widgets.page_switcher import PageSwitcher

WIDTH: Final = 288
SOURCES: Final = ("Microphone", "Instrument", "File")
MICROPHONE, INSTRUMENT, FILE = range(3)
LISTENING_WORDS: Final = "Listening · nothing leaves this machine"
INSTRUMENT_WORDS: Final = "Hearing the instrument · the microphone is off"
OFF_WORDS: Final = "The microphone is off"


class MicrophoneLight(QWidget):
    """Red while the microphone is open; calm otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._open = OFF_WORDS, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("microphone light")
        self.set_words(OFF_WORDS, is_open=False)

    def sizeHint(self) -> QSize:
        return QSize(240, 34)

    @property
    def is_open(self) -> bool:
        """Whether it is red."""
        return self._open

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def set_words(self, words: str, *, is_open: bool) -> None:
        """Say how it is; red if the microphone is open."""
        self._words, self._open = words, is_open
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        red = theme.accent(Accent.RED)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(red if self._open else theme.edge, 1.0))
        painter.setBrush(mixed(theme.panel, red, 0.16) if self._open else theme.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7.0, 7.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(red if self._open else theme.faint)
        painter.drawEllipse(QPointF(17.0, self.height() / 2.0), 5.0, 5.0)
        painter.setPen(theme.text if self._open else theme.secondary)
        painter.setFont(text_font(TextSize.NORMAL))
        room = QRectF(self.rect()).adjusted(32.0, 0.0, -6.0, 0.0)
        words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideMiddle, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


class ListenPanel(QFrame):
    """State comes down by `show_…` and `set_…`; what a person does goes up as signals of its parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.sources = PageSwitcher(SOURCES)
        self.sources.setAccessibleName("what is listened to")
        self.listen = QPushButton("Listen")
        self.light = MicrophoneLight()
        self.meter = LevelMeter()
        self.meter.setAccessibleName("input level")
        self.knobs = {row.id: Knob(row, Accent.CYAN) for row in LISTENING}
        self.engines = EngineChoice()
        self.compare = QPushButton("Compare")
        self.compare.setCheckable(True)
        self.compare.setToolTip("All engines side by side, painting the same sound")
        self.sees = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.sees.setMinimumHeight(34)
        self.sees.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GRID)
        row = QHBoxLayout()
        row.addWidget(self.sources)
        row.addStretch(1)
        knobs = QHBoxLayout()
        for knob in self.knobs.values():
            knobs.addWidget(knob)
        column.addWidget(section("LISTEN"))
        column.addLayout(row)
        column.addWidget(self.listen)
        column.addWidget(self.light)
        column.addWidget(self.meter)
        column.addLayout(knobs)
        column.addSpacing(GRID)
        paints = QHBoxLayout()
        paints.addWidget(section("PAINTS WITH"), 1)
        paints.addWidget(self.compare)
        column.addLayout(paints)
        column.addWidget(self.engines)
        column.addSpacing(GRID)
        column.addWidget(section("WHAT DID IT HEAR?"))
        column.addWidget(self.sees)
        column.addStretch(1)
        self.show_off()

    def show_off(self, problem: str = "") -> None:
        """Nothing is listened to; a sentence when that was not wanted."""
        self.listen.setText("Listen")
        self.listen.setToolTip("Open the microphone and paint what it hears. It is open only while the light is red.")
        self.light.set_words(OFF_WORDS, is_open=False)
        self.meter.silence()
        self.sees.setText(problem)

    def show_on(self, source: int, name: str = "") -> None:
        """It is listening to a source; a file has a name."""
        self.sources.set_current(source)
        self.listen.setText("Stop")
        self.listen.setToolTip("Close the microphone" if source == MICROPHONE else "Stop painting")
        words = (LISTENING_WORDS, INSTRUMENT_WORDS, f"Playing {name}")[source]
        self.light.set_words(words, is_open=source == MICROPHONE)
        self.sees.setText("")


def section(words: str) -> QLabel:
    """The title of a part of a panel."""
    label = QLabel(words)
    label.setProperty("role", "section")
    return label
