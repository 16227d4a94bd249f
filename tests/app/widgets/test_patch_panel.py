"""The whole panel: every row is on it, edits go up, state comes down."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.widgets.knob import Knob
from app.widgets.module_layout import MASTERS, PAGES
from app.widgets.patch_panel import PatchPanel
from synth.parameters import ALL, PREDICTED
from synth.patch import Patch


@pytest.fixture
def panel(qtbot: QtBot) -> PatchPanel:
    panel = PatchPanel()
    panel.resize(663, 500)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_every_row_of_the_table_has_a_control(panel: PatchPanel) -> None:
    for row in ALL:
        assert panel.controls(row.id), row.id


def test_modules_name_only_rows_of_the_table_and_each_predicted_row_once() -> None:
    placed = [id for _, page in PAGES for line in page for module in line for id in module.ids()]
    placed += [id for id, _, _ in MASTERS]
    assert set(placed) == {row.id for row in ALL}
    for row in PREDICTED:
        assert placed.count(row.id) == 1, row.id


def test_showing_a_patch_reaches_all_controls_and_says_nothing(panel: PatchPanel, qtbot: QtBot) -> None:
    patch = Patch.of({"osc2_level": 64.0, "filter1_type": "Notch", "amp_attack_s": 0.25, "reverb_on": False})
    with qtbot.assertNotEmitted(panel.value_edited), qtbot.assertNotEmitted(panel.lock_edited):
        panel.set_patch(patch)
        panel.set_predicted(Patch.default())
        panel.set_locks(frozenset({"osc2_level"}))
    for row in ALL:
        for control in panel.controls(row.id):
            assert control.value == patch[row.id], row.id


def test_edit_says_id_value_and_gesture_and_shows_on_every_page(panel: PatchPanel, qtbot: QtBot) -> None:
    first, second = panel.controls("filter1_attack_s")
    with qtbot.waitSignal(panel.value_edited) as edit:
        first.edit_once(0.5)
    assert edit.args[:2] == ["filter1_attack_s", 0.5]
    assert second.value == 0.5


def test_one_drag_has_one_gesture_number_and_the_next_another(panel: PatchPanel) -> None:
    said: list[tuple[str, int]] = []
    panel.value_edited.connect(lambda id, _, gesture: said.append((id, gesture)))
    for id in ("chorus_mix", "chorus_mix", "reverb_mix"):
        knob = panel.controls(id)[0]
        QTest.mousePress(knob, Qt.MouseButton.LeftButton, pos=QPoint(20, 30))
        for up in (5, 10, 15):
            QTest.mouseMove(knob, QPoint(20, 30 - up))
            QApplication.processEvents()
        QTest.mouseRelease(knob, Qt.MouseButton.LeftButton, pos=QPoint(20, 15))
    gestures = [gesture for _, gesture in said]
    assert gestures == sorted(gestures)
    assert len(set(said)) == 3
    assert len(said) > 3


def test_locks_of_one_knob_and_of_a_whole_module(panel: PatchPanel) -> None:
    said: list[frozenset[str]] = []
    panel.lock_edited.connect(said.append)
    reverb = {"reverb_on", "reverb_space", "reverb_mix"}
    panel.controls("reverb_mix")[0].toggle_lock()
    module = next(m for m in panel.modules if m.module.title == "Reverb")
    module.title.lock_toggled.emit()
    module.title.lock_toggled.emit()
    assert said == [{"reverb_mix"}, reverb, frozenset()]
    assert not panel.controls("reverb_space")[0].is_locked


def test_group_lock_by_mouse_and_by_keyboard(panel: PatchPanel) -> None:
    said: list[frozenset[str]] = []
    panel.lock_edited.connect(said.append)
    title = next(m for m in panel.modules if m.module.title == "Oscillator 1").title
    QTest.mouseClick(title, Qt.MouseButton.LeftButton, pos=title.lock_rect().center().toPoint())
    QTest.keyClick(title, Qt.Key.Key_Space)
    assert said == [{"osc1_on", "osc1_wave", "osc1_extra", "osc1_amp", "osc1_semitones"}, frozenset()]


def test_switched_off_module_goes_grey_but_can_be_edited(panel: PatchPanel, qtbot: QtBot) -> None:
    panel.set_patch(Patch.of({"effects_on": False, "chorus_on": True}))
    knob = panel.controls("chorus_mix")[0]
    assert not knob.is_lively
    with qtbot.waitSignal(panel.value_edited):
        knob.edit_once(33.0)
    panel.set_patch(Patch.of({"effects_on": True, "modulation_on": True, "chorus_on": True}))
    assert knob.is_lively


def test_envelope_knobs_of_a_filter_follow_its_envelope_switch(panel: PatchPanel) -> None:
    panel.set_patch(Patch.of({"filter1_env_on": True}))
    assert panel.controls("filter1_env_hz")[0].is_lively
    panel.set_patch(Patch.of({"filter1_env_on": False}))
    assert not panel.controls("filter1_env_hz")[0].is_lively
    assert panel.controls("filter1_cutoff_hz")[0].is_lively


def test_predictions_are_shown_for_predicted_rows_only(panel: PatchPanel) -> None:
    panel.set_predicted(Patch.default().replace({"chorus_mix": 80.0, "drive_db": 30.0}))
    assert panel.controls("chorus_mix")[0].predicted == 80.0
    assert panel.controls("drive_db")[0].predicted is None
    panel.set_predicted(None)
    assert panel.controls("chorus_mix")[0].predicted is None


def test_extra_envelope_view_follows_and_edits_with_the_panel(panel: PatchPanel, qtbot: QtBot) -> None:
    view = panel.envelope_view()
    qtbot.addWidget(view)
    with qtbot.waitSignal(panel.value_edited) as edit:
        view.gesture_started.emit()
        view.value_edited.emit("amp_sustain", 20.0)
    assert edit.args[:2] == ["amp_sustain", 20.0]
    assert all(control.value == 20.0 for control in panel.controls("amp_sustain"))


@pytest.mark.parametrize("size", [(588, 400), (663, 500), (1200, 900)])
def test_nothing_is_cut_off_at_any_size(panel: PatchPanel, size: tuple[int, int]) -> None:
    panel.resize(*size)
    for index in range(len(PAGES)):
        panel.show_page(index)
        QApplication.processEvents()
        for row in ALL:
            for control in panel.controls(row.id):
                if control.isVisible():
                    place = control.mapTo(panel, QPoint(0, 0))
                    assert panel.rect().contains(place), row.id
                    assert place.x() + control.width() <= panel.width(), row.id
                    assert control.height() >= (60 if isinstance(control, Knob) else 18), row.id


def test_tab_key_reaches_every_control_of_the_page(panel: PatchPanel) -> None:
    reached = set()
    widget = panel.controls("osc1_wave")[0]
    for _ in range(400):
        reached.add(widget)
        widget = widget.nextInFocusChain()
    visible = {c for row in ALL for c in panel.controls(row.id) if c.isVisible()}
    assert visible <= reached
    assert all(control.focusPolicy() & Qt.FocusPolicy.TabFocus for control in visible)
