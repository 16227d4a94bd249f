"""The settings dialog offers what is there and keeps what was chosen, there or not."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from app.dialogs.midi_choice import NONE_FOUND, MidiChoice
from app.dialogs.settings_dialog import NO_OUTPUT, SettingsDialog
from app.settings import Settings


def make(qtbot: QtBot, settings: Settings) -> SettingsDialog:
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def box(dialog: SettingsDialog, name: str) -> QComboBox:
    field = dialog.fields[name]
    assert isinstance(field, QComboBox)
    return field


def midi(dialog: SettingsDialog) -> MidiChoice:
    field = dialog.fields["midi_inputs"]
    assert isinstance(field, MidiChoice)
    return field


def texts(dialog: SettingsDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_every_setting_with_a_title_has_a_named_field(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings())
    titled = {name for name, info in Settings.model_fields.items() if info.title}
    assert set(dialog.fields) == titled
    for name, field in dialog.fields.items():
        assert field.accessibleName() == Settings.model_fields[name].title
        assert field.toolTip()


@pytest.mark.parametrize(
    "settings",
    [Settings(), Settings(device="USB", sample_rate_hz=96000, block_frames=1024, midi_inputs=("Keys",), theme="light",
                          reduce_motion=True, use_gpu=False, audition=False, recent=("/a.json",))],
)  # fmt: skip
def test_dialog_that_is_only_looked_at_changes_nothing(qtbot: QtBot, settings: Settings) -> None:
    dialog = make(qtbot, settings)
    assert dialog.settings() == settings
    dialog.set_outputs(("Built in", "HDMI"))
    dialog.set_inputs(("Pads",))
    assert dialog.settings() == settings


def test_outputs_that_are_found_can_be_chosen(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings())
    assert "Looking for devices" in texts(dialog)
    dialog.set_outputs(("Built in", "HDMI", "HDMI"))
    device = box(dialog, "device")
    assert [device.itemText(i) for i in range(device.count())] == ["the system's device", "Built in", "HDMI"]
    assert "Looking for devices" not in texts(dialog)
    device.setCurrentIndex(2)
    box(dialog, "sample_rate_hz").setCurrentText("44100")
    box(dialog, "block_frames").setCurrentText("512")
    chosen = dialog.settings()
    assert (chosen.device, chosen.sample_rate_hz, chosen.block_frames) == ("HDMI", 44100, 512)


def test_chosen_device_that_is_not_there_stays_and_is_marked(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings(device="USB"))
    dialog.set_outputs(("Built in",))
    assert box(dialog, "device").currentText() == "USB (not there now)"
    dialog.set_outputs(("Built in", "USB"))
    assert box(dialog, "device").currentText() == "USB"


def test_search_that_finds_nothing_ends_and_says_so(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings())
    dialog.set_outputs(())
    assert "Looking for devices" not in texts(dialog)
    assert NO_OUTPUT in texts(dialog)
    dialog.set_outputs(("Built in",))
    assert NO_OUTPUT not in texts(dialog)


def test_sound_system_that_does_not_answer_is_quoted(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings())
    dialog.set_outputs((), "PortAudio did not answer within 15 s; a sound server may hang.")
    assert "a sound server may hang" in texts(dialog)


def test_midi_inputs_are_all_unless_some_are_ticked(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings())
    choice = midi(dialog)
    dialog.set_inputs(("Keys", "Pads"))
    assert not choice.list.isVisible()
    choice.all.setChecked(False)
    assert choice.list.isVisible()
    assert dialog.settings().midi_inputs == ()
    choice.list.item(1).setCheckState(Qt.CheckState.Checked)
    assert dialog.settings().midi_inputs == ("Pads",)
    choice.all.setChecked(True)
    assert dialog.settings().midi_inputs is None


def test_ticked_input_that_is_unplugged_stays_ticked(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings(midi_inputs=("Keys",)))
    dialog.set_inputs(("Pads",))
    assert [midi(dialog).list.item(row).text() for row in range(2)] == ["Pads", "Keys"]
    assert dialog.settings().midi_inputs == ("Keys",)


def test_no_midi_input_is_said(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings())
    dialog.set_inputs(())
    assert NONE_FOUND in texts(dialog)


def test_cancel_and_ok_are_there(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings())
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    with qtbot.waitSignal(dialog.rejected):
        buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    with qtbot.waitSignal(dialog.accepted):
        buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_switches_are_taken_over(qtbot: QtBot) -> None:
    dialog = make(qtbot, Settings())
    for name in ("audition", "use_gpu", "reduce_motion"):
        field = dialog.fields[name]
        assert isinstance(field, QCheckBox)
        field.toggle()
    chosen = dialog.settings()
    assert (chosen.audition, chosen.use_gpu, chosen.reduce_motion) == (False, False, True)
