"""One module of the signal flow: title, lock and switch, a choice with its live picture, knobs."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.theme import RADIUS, Accent, theme_of
from app.widgets.choice_box import ChoiceBox
from app.widgets.envelope_view import EnvelopeView
from app.widgets.filter_view import FilterView
from app.widgets.knob import Knob
from app.widgets.module_layout import Module, View
from app.widgets.module_title import ModuleTitle
from app.widgets.parameter_control import ParameterControl
from app.widgets.switch import LevelSwitch, Switch
from app.widgets.voice_panel import VoicePanel
from app.widgets.wave_view import WaveView
from models.sketch_to_patch.tone_sound import DRAWN
from synth.parameters import Scale, parameter
from synth.patch import Patch


class ModulePanel(QWidget):
    """Controls of one `Module`, in `controls`; the patch panel joins them to the rest."""

    group_lock_edited = Signal(object)
    """The frozenset of the module's ids, when a person presses the lock of the whole module."""

    def __init__(self, module: Module, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.module = module
        self.controls: list[ParameterControl] = []
        self.title = ModuleTitle(module)
        self.title.lock_toggled.connect(self._toggle_group_lock)
        self.envelope: EnvelopeView | None = None
        self._wave: WaveView | None = None
        self._filter: FilterView | None = None
        self.voice: VoicePanel | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(module.title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 10, 7)
        layout.setSpacing(4)
        layout.addLayout(self._head())
        if module.view is View.ENVELOPE:
            self.envelope = EnvelopeView(module.prefix, module.accent)
            body = QHBoxLayout()
            body.setSpacing(8)
            body.addWidget(self.envelope, 4)
            body.addLayout(self._knob_line(), 7)
            layout.addLayout(body, 1)
            return
        if module.view is View.SAMPLE:
            self.voice = VoicePanel()
            body = QHBoxLayout()
            body.setSpacing(8)
            body.addWidget(self.voice, 1)
            body.addLayout(self._knob_line())
            layout.addLayout(body, 1)
            return
        if module.choice:
            layout.addLayout(self._choice_line(module.choice))
        layout.addLayout(self._knob_line(), 1)

    def set_patch(self, patch: Patch, *, animate: bool = False) -> None:
        """Shows the values of the module's rows, its picture, and whether it sounds."""
        lively = self.module.sounds(patch)
        self.title.set_lively(lively)
        for control in self.controls:
            control.set_value(patch[control.row.id], animate=animate)
            is_switch = isinstance(control, Switch)
            control.set_lively(is_switch or (lively and self.module.knob_sounds(control.row.id, patch)))
        if self.envelope:
            self.envelope.set_lively(lively)
            for id in self.envelope.rows.ids():
                self.envelope.set_value(id, patch[id])
        prefix = self.module.prefix
        if self._wave:
            self._wave.set_lively(lively)
            self._wave.set_wave(int(patch[f"{prefix}_wave"]), pulse_width=patch["pulse_width"])
        if self._filter:
            self._filter.set_lively(lively)
            envelope_hz = patch[f"{prefix}_env_hz"] if patch[f"{prefix}_env_on"] else None
            kind, cutoff_hz = int(patch[f"{prefix}_type"]), patch[f"{prefix}_cutoff_hz"]
            self._filter.set_filter(kind, cutoff_hz, patch[f"{prefix}_resonance"], envelope_hz=envelope_hz)

    def lockable(self) -> frozenset[str]:
        """The ids of this module that a drawing or a picture could change."""
        return DRAWN.intersection(self.module.ids())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_panel(self, self.module.accent)

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.title, 1)
        accent = self.module.accent
        for id, label in self.module.labelled:
            line.addWidget(self._add(Switch(parameter(id), accent, label=label)))
        if self.module.switch:
            row = parameter(self.module.switch)
            is_plain = row.scale is Scale.SWITCH
            switch = Switch(row, accent) if is_plain else LevelSwitch(row, accent, first=self.module.first_on)
            line.addWidget(self._add(switch))
        return line

    def _choice_line(self, choice: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._add(ChoiceBox(parameter(choice), self.module.accent)), 3)
        if self.module.view is View.WAVE:
            self._wave = WaveView(self.module.accent)
            line.addWidget(self._wave, 3)
        if self.module.view is View.FILTER:
            self._filter = FilterView(self.module.accent)
            line.addWidget(self._filter, 6)
        return line

    def _knob_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(0)
        for id in self.module.knobs:
            line.addWidget(self._add(Knob(parameter(id), self.module.accent)))
        return line

    def _toggle_group_lock(self) -> None:
        self.group_lock_edited.emit(self.lockable())

    def _add(self, control: ParameterControl) -> ParameterControl:
        self.controls.append(control)
        return control


_BAR: Final = QSize(3, 15)


def paint_panel(widget: QWidget, accent: Accent | None = None) -> None:
    """The rounded ground of a panel with its edge, and an accent bar beside the title."""
    theme = theme_of(widget.palette())
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.edge, 1.0))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    if accent:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent(accent))
        painter.drawRect(QRectF(0.0, 11.0, _BAR.width(), _BAR.height()))
