"""The whole sound as a panel of modules in signal order, with a flip to what concerns the playing."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.theme import GAP, Accent
from app.widgets.envelope_view import EnvelopeView
from app.widgets.module_layout import MASTERS, PAGES, Page
from app.widgets.module_panel import ModulePanel
from app.widgets.page_switcher import PageSwitcher
from app.widgets.parameter_control import ParameterControl
from app.widgets.switch import Switch
from app.widgets.voice_panel import VoicePanel
from synth.parameters import INDEX, N_PREDICTED, parameter
from synth.patch import Patch

VOICE: Final = [name for name, _ in PAGES].index("Voice")
GLIDES_MS: Final = 66
"""Predictions that come faster than this share one glide: the sound follows each, the eye needs no more."""


class PatchPanel(QWidget):
    """All rows of the parameter table. State comes down by `set_…`; what a person does goes up as signals."""

    value_edited = Signal(str, float, int)
    """Row id, natural value, gesture number: the same within one drag, one burst of keys, one click."""
    lock_edited = Signal(object)
    """The frozenset of all locked ids after a person closed or opened a lock."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._patch = Patch.default()
        self._shown_patch: Patch | None = None
        self._predicted: Patch | None = None
        self._shown_predicted: Patch | None = None
        self._glides = QTimer(self, singleShot=True, interval=GLIDES_MS)
        self._glides.timeout.connect(self._glide)
        self._locks: frozenset[str] = frozenset()
        self._gesture = 0
        self._controls: dict[str, list[ParameterControl]] = {}
        self._envelopes: list[EnvelopeView] = []
        self.modules: list[ModulePanel] = []
        """The panels of all pages, in order."""
        self._names = tuple(name for name, _ in PAGES)
        self._switcher = PageSwitcher(self._names)
        self._pages = QStackedWidget()
        self._switcher.page_chosen.connect(self._pages.setCurrentIndex)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        layout.addWidget(self._pages, 1)
        for _, page in PAGES:
            self._pages.addWidget(self._page(page))
        self._show(animate=False)

    @property
    def voice(self) -> VoicePanel:
        """What shows the voice that a picture became."""
        return next(module.voice for module in self.modules if module.voice is not None)

    def controls(self, id: str) -> tuple[ParameterControl, ...]:
        """The controls of a row, on every page."""
        return tuple(self._controls[id])

    def every_control(self) -> tuple[ParameterControl, ...]:
        """The controls of all rows on all pages."""
        return tuple(control for controls in self._controls.values() for control in controls)

    def show_controls(self) -> None:
        """Turns to the sound where a page was shown that has none."""
        if self._pages.currentIndex() >= len(PAGES):
            self.show_page(0)

    def show_page(self, index: int) -> None:
        """Turns to a page: 0 the sound, VOICE the voice, then the playing and what was added."""
        self._switcher.set_current(index)
        self._pages.setCurrentIndex(index)

    def add_page(self, name: str, page: QWidget) -> None:
        """One more page after the panel's own: what has no room beside it in a narrow window."""
        self._pages.addWidget(page)
        self._names = (*self._names, name)
        self._switcher.set_names(self._names)

    def show_added(self, page: QWidget) -> None:
        """Open a page that was added; nothing happens when it is not among them."""
        index = self._pages.indexOf(page)
        if index >= 0:
            self.show_page(index)

    def remove_page(self, page: QWidget) -> None:
        """Takes the page that was added last out again; where it was shown, the sound is."""
        if self._pages.currentWidget() is page:
            self.show_page(0)
        self._pages.removeWidget(page)
        self._names = self._names[:-1]
        self._switcher.set_names(self._names)

    def envelope_view(self, prefix: str = "amp") -> EnvelopeView:
        """One more picture of an envelope that follows this panel, to be placed elsewhere."""
        view = EnvelopeView(prefix, Accent.CORAL)
        self._join_envelope(view)
        for id in view.rows.ids():
            view.set_value(id, self._patch[id])
        return view

    def set_patch(self, patch: Patch, *, animate: bool = False) -> None:
        """Shows a patch; with `animate`, knobs glide to it, fifteen times a second at most."""
        self._patch = patch
        if not animate:
            self._show(animate=False)
        elif not self._glides.isActive():
            self._glide()

    def _glide(self) -> None:
        if (self._patch, self._predicted) != (self._shown_patch, self._shown_predicted):
            self._show(animate=True)
            self._glides.start()

    def _show(self, *, animate: bool) -> None:
        self._glides.stop()
        if self._patch is not self._shown_patch:
            self._show_values(self._patch, animate=animate)
        self._show_predicted()

    def _show_values(self, patch: Patch, *, animate: bool) -> None:
        self._shown_patch = patch
        for module in self.modules:
            module.set_patch(patch, animate=animate)
        for id, _, _ in MASTERS:
            for control in self._controls[id]:
                control.set_value(patch[id])
        for view in self._envelopes:
            for id in view.rows.ids():
                view.set_value(id, patch[id])

    def set_predicted(self, patch: Patch | None) -> None:
        """Shows ghost marks at what the network chose, where the player has something else."""
        self._predicted = patch
        if not self._glides.isActive():
            self._show_predicted()

    def _show_predicted(self) -> None:
        patch = self._predicted
        if patch is self._shown_predicted:
            return
        self._shown_predicted = patch
        for id, controls in self._controls.items():
            for control in controls:
                control.set_predicted(patch[id] if patch and INDEX[id] < N_PREDICTED else None)

    def set_locks(self, locks: frozenset[str]) -> None:
        """Shows which rows are locked."""
        self._locks = locks
        for id, controls in self._controls.items():
            for control in controls:
                control.set_locked(id in locks and control.can_lock)
        for module in self.modules:
            module.title.set_locked(len(module.lockable() & locks))

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self._switcher)
        line.addStretch(1)
        for id, label, accent in MASTERS:
            switch = Switch(parameter(id), accent, label=label)
            self._join(switch)
            line.addWidget(switch)
        return line

    def _page(self, page: Page) -> QWidget:
        widget = QWidget()
        lines = QVBoxLayout(widget)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP)
        for modules in page:
            line = QHBoxLayout()
            line.setSpacing(10)
            for module in modules:
                panel = ModulePanel(module)
                self._join_module(panel)
                line.addWidget(panel, module.weight)
            lines.addLayout(line, 1)
        return widget

    def _join_module(self, panel: ModulePanel) -> None:
        self.modules.append(panel)
        panel.group_lock_edited.connect(self._toggle_group)
        for control in panel.controls:
            self._join(control)
        if panel.envelope:
            self._join_envelope(panel.envelope)

    def _join(self, control: ParameterControl) -> None:
        self._controls.setdefault(control.row.id, []).append(control)
        control.gesture_started.connect(self._begin_gesture)
        control.value_edited.connect(self._edit)
        control.lock_edited.connect(self._edit_lock)

    def _join_envelope(self, view: EnvelopeView) -> None:
        self._envelopes.append(view)
        view.gesture_started.connect(self._begin_gesture)
        view.value_edited.connect(self._edit)

    def _begin_gesture(self) -> None:
        self._gesture += 1

    def _edit(self, id: str, value: float) -> None:
        self.set_patch(self._patch.replace({id: value}))
        self.value_edited.emit(id, value, self._gesture)

    def _edit_lock(self, id: str, locked: bool) -> None:
        self._change_locks(self._locks | {id} if locked else self._locks - {id})

    def _toggle_group(self, group: frozenset[str]) -> None:
        self._change_locks(self._locks - group if group <= self._locks else self._locks | group)

    def _change_locks(self, locks: frozenset[str]) -> None:
        self.set_locks(locks)
        self.lock_edited.emit(locks)
