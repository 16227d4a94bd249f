"""Export: every format, a cancel that leaves nothing, and a sentence for each thing that can go wrong."""

import errno
import os
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app import paths
from app.dialogs import choose_file
from app.dialogs.export_dialog import BITS, ExportDialog
from app.workers import export as module
from app.workers.export import ExportOrder, ExportWorker
from synth import atomic_write
from synth.patch import Patch

DRY = Patch.of({"reverb_on": "Off", "amp_release_s": 0.05})


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[ExportDialog]:
    it = ExportDialog(DRY, "Pad")
    it.seconds.setValue(0.2)
    it.show()
    yield it
    it.stop()
    qtbot.waitUntil(lambda: not it.is_running, timeout=10_000)
    it.deleteLater()


@pytest.mark.parametrize("bits", list(BITS))
@pytest.mark.parametrize("rate", ["44100", "96000"])
def test_file_has_the_chosen_rate_resolution_and_length(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, bits: str, rate: str
) -> None:
    dialog.bits.setCurrentText(bits)
    dialog.rate.setCurrentText(rate)
    dialog.tail.setChecked(False)
    path = tmp_path / "note.wav"
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.export_to(path)
    info = soundfile.info(path)
    assert info.samplerate == int(rate)
    assert info.subtype == {"16 bit": "PCM_16", "24 bit": "PCM_24", "32 bit float": "FLOAT"}[bits]
    assert (info.channels, info.frames) == (2, int(rate) // 5)
    assert dialog.message == "Wrote note.wav, 0.2 s."
    assert np.abs(soundfile.read(path)[0]).max() > 0.01


@pytest.mark.parametrize("rate", ["8000", "22050"])
def test_unusual_rate_that_is_typed_is_rendered(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, rate: str) -> None:
    dialog.rate.setCurrentText(rate)
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.export_to(tmp_path / "note.wav")
    with wave.open(str(tmp_path / "note.wav")) as file:
        assert file.getframerate() == int(rate)


def test_tail_lasts_until_the_sound_has_ended(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.export_to(tmp_path / "note.wav")
    audio, rate = soundfile.read(tmp_path / "note.wav")
    assert len(audio) > 0.2 * rate
    assert np.abs(audio[-100:]).max() < 1e-3


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [("note", "H9", "'H9' is not a note"), ("note", "", "is not a note"), ("rate", "12", "8000 to 192000"),
     ("rate", "fast", "not a sample rate"), ("rate", "9" * 40, "not a sample rate")],
)  # fmt: skip
def test_what_cannot_be_rendered_is_said_and_the_dialog_stays(
    dialog: ExportDialog, tmp_path: Path, field: str, text: str, words: str
) -> None:
    if field == "note":
        dialog.note.setText(text)
    else:
        dialog.rate.setCurrentText(text)
    dialog.export_to(tmp_path / "note.wav")
    assert words in dialog.problem
    assert not dialog.is_running
    assert list(tmp_path.iterdir()) == []


def answer_the_question(button: str) -> None:
    """Press a button of the message box as soon as it is there, within a second."""

    def look(tries: int = 200) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            next(b for b in box.buttons() if b.text().replace("&", "") == button).click()
        elif tries:
            QTimer.singleShot(5, lambda: look(tries - 1))

    QTimer.singleShot(0, look)


def test_closing_while_a_file_is_made_asks_and_stopping_leaves_no_file(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.seconds.setValue(600.0)
    dialog.export_to(tmp_path / "note.wav")
    dialog.reject()
    assert dialog.is_running
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.rejected, timeout=10_000):
        answer_the_question("Stop")
    assert dialog.message == "The export was stopped; no file was written."
    assert list(tmp_path.iterdir()) == []


def test_answering_go_on_goes_on(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.seconds.setValue(600.0)
    dialog.export_to(tmp_path / "note.wav")
    dialog.reject()
    answer_the_question("Go on")
    qtbot.waitUntil(lambda: not isinstance(QApplication.activeModalWidget(), QMessageBox))
    assert dialog.is_running
    assert dialog.isVisible()


def test_question_goes_away_when_the_file_is_there(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.export_to(tmp_path / "note.wav")
        dialog.reject()
    assert not isinstance(QApplication.activeModalWidget(), QMessageBox)
    assert (tmp_path / "note.wav").exists()


def test_file_that_was_there_stays_when_the_export_is_stopped(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "note.wav"
    path.write_bytes(b"an older take")
    dialog.seconds.setValue(600.0)
    dialog.export_to(path)
    with qtbot.waitSignal(dialog.rejected, timeout=10_000):
        dialog.stop()
    assert path.read_bytes() == b"an older take"


def no_space(path: Path, _data: bytes) -> None:
    path.write_bytes(b"half")
    raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_is_said_and_leaves_no_half_file(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_write, "_write_through", no_space)
    dialog.export_to(tmp_path / "note.wav")
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    assert "The disk is full" in dialog.problem
    assert dialog.isVisible(), "to choose another disk"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 KB, where the system lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if os.name == "nt" or os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only the administrator can mount a disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_disk_that_is_really_full_is_said_and_left_as_it_was(
    dialog: ExportDialog, qtbot: QtBot, tiny_disk: Path
) -> None:
    (tiny_disk / "note.wav").write_bytes(b"an older take")
    dialog.export_to(tiny_disk / "note.wav")
    qtbot.waitUntil(lambda: not dialog.is_running, timeout=20_000)
    assert "The disk is full" in dialog.problem
    assert [path.read_bytes() for path in tiny_disk.iterdir()] == [b"an older take"]


@pytest.mark.parametrize(("trouble", "words"), [(MemoryError(), "not enough memory"), (KeyError("x"), "unexpected")])
def test_trouble_of_any_kind_ends_the_export_with_a_sentence(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception, words: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(module, "render_note", broken)
    worker = ExportWorker(ExportOrder(tmp_path / "note.wav", DRY))
    with qtbot.waitSignal(worker.failed) as failed:
        worker.start()
    assert failed.args is not None
    assert words in failed.args[0]
    assert "Traceback" not in failed.args[0]
    assert paths.log_file().exists() == isinstance(trouble, KeyError)


# --- where to save ---


def test_name_without_an_ending_gets_one_and_never_overwrites_unasked(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ExportDialog(DRY, "Pad")
    qtbot.addWidget(dialog)

    def save(typed: str) -> Path | None:
        monkeypatch.setattr(choose_file.QFileDialog, "getSaveFileName", lambda *_: (typed, ""))
        return choose_file.file_to_save(dialog, "Export", start=tmp_path, kinds="", suffixes=(".wav",))

    assert save("") is None
    assert save(str(tmp_path / "Pad 1.5")) == tmp_path / "Pad 1.5.wav"
    assert save(str(tmp_path / "Pad.WAV")) == tmp_path / "Pad.WAV"
    (tmp_path / "Pad.wav").write_bytes(b"an older take")
    answer_the_question("Cancel")
    assert save(str(tmp_path / "Pad")) is None
    answer_the_question("Yes")
    assert save(str(tmp_path / "Pad")) == tmp_path / "Pad.wav"
