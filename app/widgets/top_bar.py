"""The bar on top: pages, preset, undo, slots, the state of the machine, level, settings."""

from html import escape
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.engine.settings import EngineStatus
from app.painting import thumbnail
from app.picture_files import offers_picture
from app.theme import GAP, Accent, theme_of
from app.widgets.elided_label import ElidedLabel
from app.widgets.level_meter import LevelMeter
from app.widgets.logo import Logo
from app.widgets.page_button import PageButton
from models.sketch_to_patch.stroke import Sketch

HEIGHT: Final = 56
SLOTS: Final = "ABCD"


STATES: Final = {
    "starting": "engine starting", "restarting": "engine restarting", "stopped": "engine stopped",
    "null device": "no sound device",
}  # fmt: skip
"""How states of the engine that is not running are called."""


class PresetName(QFrame):
    """The present preset: its drawing, its name, a star when edited, arrows to its neighbours."""

    previous_requested = Signal()
    next_requested = Signal()
    cover_dropped = Signal(object)
    """What was dropped, as QMimeData: a picture that is to stand for the preset."""
    cover_removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setMinimumWidth(136)
        self.setMaximumWidth(330)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 3, 6, 3)
        self._picture = QLabel()
        self._picture.setFixedSize(30, 30)
        self._name = ElidedLabel()
        self._name.setProperty("role", "heading")
        self._uncover = QAction("Show the drawing again", self)
        self._uncover.triggered.connect(self.cover_removed)
        self.addAction(self._uncover)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAcceptDrops(True)
        row.addWidget(self._picture)
        row.addWidget(self._name, 1)
        for sign, tip, signal in (
            ("◀", "previous preset (Ctrl+Up)", self.previous_requested),
            ("▶", "next preset (Ctrl+Down)", self.next_requested),
        ):
            button = QToolButton()
            button.setText(sign)
            button.setToolTip(tip)
            button.setProperty("role", "quiet")
            button.setAccessibleName(tip)
            button.clicked.connect(signal)
            row.addWidget(button)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if offers_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.cover_dropped.emit(event.mimeData())
        event.acceptProposedAction()

    @property
    def name(self) -> str:
        """What is shown as the name."""
        return self._name.text()

    def set_preset(self, name: str, sketch: Sketch, *, edited: bool, cover: bytes | None = None) -> None:
        """Show a name and a drawing, or the cover that stands for it."""
        self._uncover.setEnabled(cover is not None)
        self._name.setText(f"{name} *" if edited else name)
        self._name.setToolTip(f"<p>{escape(name)}{', changed since it was saved' if edited else ''}</p>")
        self._picture.setPixmap(thumbnail(sketch, 30, scale=2.0, cover=cover))


class StatusLines(QWidget):
    """Engine load, underruns, latency, and which processor predicts."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._engine, self._timing = QLabel(), QLabel()
        self._processor, self._predict = QLabel(), QLabel()
        for pair in ((self._engine, self._timing), (self._processor, self._predict)):
            column = QVBoxLayout()
            column.setSpacing(0)
            for label in pair:
                label.setProperty("role", "small")
                column.addWidget(label)
            row.addLayout(column)
        self._timing.setMinimumWidth(132)
        self._predict.setMinimumWidth(78)

    def set_engine(self, status: EngineStatus) -> None:
        """Show the engine's state."""
        theme = theme_of(self.palette())
        good = status.state == "running"
        colour = theme.accent(Accent.GREEN if good else Accent.YELLOW).name()
        words = f"engine {round(100 * status.load)} %" if good else STATES[status.state]
        self._engine.setText(f'<span style="color:{colour}">{words}</span>')
        latency = f"{status.latency_ms:.1f} ms" if good else "silent"
        self._timing.setText(f"underruns {status.underruns} · {latency}")
        granted = "with real-time priority" if status.realtime else "without real-time priority"
        device = status.device or STATES["null device"]
        self.setToolTip(
            f"{device}, {status.sample_rate_hz} Hz, blocks of {status.block_frames} frames, {granted}\n"
            f"{status.active_voices} voices, {status.underruns} underruns, {status.restarts} restarts"
        )

    def set_predictor(self, processor: str, milliseconds: float | None) -> None:
        """Show who predicts, and how fast it was."""
        colour = theme_of(self.palette()).accent(Accent.CYAN).name()
        self._processor.setText(f'<span style="color:{colour}">{processor}</span>')
        self._predict.setText("predict –" if milliseconds is None else f"predict {milliseconds:.1f} ms")


class TopBar(QWidget):
    """Everything that is always there."""

    page_chosen = Signal(int)
    slot_chosen = Signal(int)

    def __init__(self, pages: tuple[str, ...], undo: QAction, redo: QAction, settings: QAction) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 8, GAP, 8)
        row.setSpacing(6)
        self.logo = QToolButton()
        self.logo.setText("Bouba  ▾")
        self.logo.setToolTip("menu (F10)")
        self.logo.setProperty("role", "quiet")
        self.logo.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        font = self.logo.font()
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setBold(True)
        self.logo.setFont(font)
        row.addWidget(Logo())
        row.addWidget(self.logo)
        row.addSpacing(6)
        self._pages = QButtonGroup(self)
        for index, name in enumerate(pages):
            page = PageButton(name, f"{name} (F{index + 2})")
            page.setMinimumWidth(48)
            page.setStyleSheet("padding: 6px 6px;")  # the pages share the bar with all the rest
            QShortcut(QKeySequence(f"F{index + 2}"), self, page.click)  # the button's own would wait 100 ms
            self._pages.addButton(page, index)
            row.addWidget(page)
        self._pages.button(0).setChecked(True)
        self._pages.idClicked.connect(self.page_chosen)
        row.addStretch(1)
        self.preset = PresetName()
        row.addWidget(self.preset, 20)  # its name needs the room first
        row.addSpacing(6)
        for action, sign in ((undo, "↶"), (redo, "↷")):
            row.addWidget(_action_button(action, sign))
        row.addSpacing(6)
        self._slots = QButtonGroup(self)
        for index, name in enumerate(SLOTS):
            button = _choice(name, f"sound {name}: compare up to four (Alt+{index + 1})")
            button.setFixedSize(30, 30)
            button.setStyleSheet("padding: 0;")
            QShortcut(QKeySequence(f"Alt+{index + 1}"), self, button.click)
            self._slots.addButton(button, index)
            row.addWidget(button)
        self._slots.button(0).setChecked(True)
        self._slots.idClicked.connect(self.slot_chosen)
        row.addStretch(1)
        self.status = StatusLines()
        row.addWidget(self.status)
        self.meter = LevelMeter()
        self.meter.setFixedWidth(92)
        row.addWidget(self.meter)
        row.addWidget(_action_button(settings, "⚙"))

    def set_page(self, index: int) -> None:
        """Mark a page as the present one."""
        self._pages.button(index).setChecked(True)

    @property
    def slot(self) -> int:
        """The slot that is marked as the present one."""
        return self._slots.checkedId()

    def set_slot(self, index: int) -> None:
        """Mark a slot as the present one."""
        self._slots.button(index).setChecked(True)


def _choice(name: str, tip: str) -> QPushButton:
    button = QPushButton(name)
    button.setCheckable(True)
    button.setToolTip(tip)
    return button


def _action_button(action: QAction, sign: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "quiet")
    button.setText(sign)
    button.setFixedSize(QSize(34, 34))
    font = button.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    button.setFont(font)
    button.setStyleSheet("padding: 0;")
    button.setToolTip(f"{action.text().replace('&', '').replace('…', '')} ({action.shortcut().toString()})")
    button.setAccessibleName(action.text().replace("&", ""))
    button.setEnabled(action.isEnabled())
    action.enabledChanged.connect(button.setEnabled)
    button.clicked.connect(action.trigger)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
