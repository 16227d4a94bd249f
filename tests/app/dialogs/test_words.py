"""The dialogs that only tell: shortcuts and About."""

import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QTextBrowser
from pytestqt.qtbot import QtBot

from app import __version__
from app.dialogs.about import LICENCES, AboutDialog, licence_lines
from app.dialogs.shortcuts import ShortcutsDialog, action_rows, piano_rows

ROOT = Path(__file__).parents[3]


def needed() -> set[str]:
    """Libraries that the project file says the program needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.split(r"[><=;\[ ]", line)[0].lower() for line in project["dependencies"]}


def test_every_library_that_the_program_needs_has_its_licence_in_about() -> None:
    assert needed() <= {name.lower() for name in LICENCES}
    named = {line.split(" ")[0].lower() for line in licence_lines()}
    assert len(needed() - named) == 1, "one of the two builds of ONNX Runtime is installed"


def test_about_says_what_it_is_and_under_which_licences(qtbot: QtBot) -> None:
    dialog = AboutDialog("The map Paper: 600,000 numbers.")
    qtbot.addWidget(dialog)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert __version__ in words
    assert "600,000 numbers" in words
    assert "Saldaña" in words
    licences = dialog.findChild(QTextBrowser, "")
    assert isinstance(licences, QTextBrowser)
    assert "MIT licence" in licences.toPlainText()
    assert "LGPL" in licences.toPlainText()


@pytest.fixture
def actions(qtbot: QtBot) -> list[QAction]:
    save, about = QAction("&Save as…"), QAction("About")
    save.setShortcut(QKeySequence("Ctrl+Shift+S"))
    return [save, about]


def test_actions_are_listed_with_their_shortcuts(actions: list[QAction]) -> None:
    assert action_rows(actions) == [("Ctrl+Shift+S", "Save as")]


def test_every_shortcut_of_an_action_is_listed(qtbot: QtBot) -> None:
    redo = QAction("Redo")
    redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
    assert action_rows([redo]) == [("Ctrl+Shift+Z, Ctrl+Y", "Redo")]


def test_keys_of_the_piano_are_named_by_the_letters_on_them() -> None:
    assert piano_rows({})[0][0] == "A W S E D F … P ;"
    french = {Qt.Key.Key_A: "Q", Qt.Key.Key_W: "Z", Qt.Key.Key_Semicolon: "M", Qt.Key.Key_Z: "W"}
    assert [keys for keys, _ in piano_rows(french)] == ["Q Z S E D F … P M", "W  X", "C  V"]


def test_list_of_shortcuts_has_menus_and_hands(qtbot: QtBot, actions: list[QAction]) -> None:
    dialog = ShortcutsDialog(actions)
    qtbot.addWidget(dialog)
    words = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Save as", "Ctrl+Shift+S", "PLAY", "KNOBS", "sustain"} <= words
