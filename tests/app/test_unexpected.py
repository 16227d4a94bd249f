"""The dialog for what nobody expected promises only what was done."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.unexpected import KEPT, NOT_KEPT, Unexpected


def fails() -> str:
    raise OSError("made up")


@pytest.mark.parametrize(
    ("keep", "words"), [(lambda: "", KEPT), (lambda: "The disk is full.", NOT_KEPT), (fails, NOT_KEPT)]
)
def test_work_is_called_kept_only_when_it_is(qtbot: QtBot, keep: Callable[[], str], words: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    unexpected = Unexpected(window, keep)
    unexpected.catch(LookupError, LookupError("made up"), None)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    [box] = window.findChildren(QMessageBox)
    assert box.text().startswith("Something unexpected happened: LookupError.")
    assert box.text().endswith(words)
    box.accept()
