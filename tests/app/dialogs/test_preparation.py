"""The first start waits for the kernels, and goes on whatever becomes of that."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.dialogs.preparation import Preparation
from synth import kernel_cache


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_it_ends_with_the_process(qtbot: QtBot, tmp_path: Path) -> None:
    done = tmp_path / "done"
    dialog = Preparation(python(f"open({str(done)!r}, 'w')"))
    qtbot.addWidget(dialog)
    assert dialog.exec() == QDialog.DialogCode.Accepted
    assert done.exists()


def test_closing_it_ends_the_process(qtbot: QtBot, tmp_path: Path) -> None:
    begun, done = tmp_path / "begun", tmp_path / "done"
    dialog = Preparation(python(f"import time; open({str(begun)!r}, 'w'); time.sleep(60); open({str(done)!r}, 'w')"))
    qtbot.addWidget(dialog)
    QTimer.singleShot(0, lambda: (qtbot.waitUntil(begun.exists), dialog.close()))
    assert dialog.exec() == QDialog.DialogCode.Rejected
    assert not done.exists()


def test_a_process_that_cannot_start_holds_nobody_up(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = Preparation([str(tmp_path / "none")])
    qtbot.addWidget(dialog)
    assert dialog.exec() == QDialog.DialogCode.Rejected


def test_kernels_are_complete_in_one_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kernel_cache.VARIABLE, str(tmp_path))
    assert not kernel_cache.is_complete()
    kernel_cache.mark_complete()
    assert kernel_cache.is_complete()
    monkeypatch.setenv(kernel_cache.VARIABLE, str(tmp_path / "other"))
    assert not kernel_cache.is_complete()
